import { createServer } from "node:http";
import { createDatabase } from "@/db/client";
import { storeWebhookEvents } from "@/db/queries/webhook-intake";
import { getEnv } from "@/lib/env";
import { readNotification } from "@/lib/lightspeed/webhooks/read-notification";
import { log } from "@/lib/log";
import { timeOrderedId } from "@/lib/time-ordered-id";

/** What a receiver must not be: it answers first and stores a moment later. Shows that the proof over the acknowledgement can fail. */
const { DATABASE_URL, INGEST_PORT } = getEnv();
const db = createDatabase(DATABASE_URL, { max: 2 });

createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  response.writeHead(200, { "Content-Length": 0 }).end();
  const body = Buffer.concat(chunks).toString();
  const facts = readNotification(body);
  if (!facts) return;
  const rest = { id: timeOrderedId(), verified: true, idempotencyKey: null, headers: {}, body };
  setTimeout(() => void storeWebhookEvents(db, "sandbox", [{ ...facts, ...rest }]), 30);
}).listen(INGEST_PORT, "127.0.0.1", () => log.info("ingest ready"));
