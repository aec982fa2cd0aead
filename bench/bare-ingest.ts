import { createHash, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import postgres from "postgres";

/** What the receiver is measured against: the same check and one INSERT, on nothing but node:http and postgres.js. */
const sql = postgres(process.env.DATABASE_URL ?? "", { max: 16 });
const digest = (text: string) => createHash("sha256").update(text).digest();
const { LIGHTSPEED_WEBHOOK_USER: user, LIGHTSPEED_WEBHOOK_PASSWORD: password } = process.env;
const expected = digest(`Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`);

createServer((request, response) => {
  if (!timingSafeEqual(digest(request.headers.authorization ?? ""), expected)) {
    response.writeHead(401, { "Content-Length": 0 }).end();
    return;
  }
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    JSON.parse(body);
    sql`insert into bench_inbox (body) values (${body}::text::jsonb)`.then(
      () => response.writeHead(200, { "Content-Length": 0 }).end(),
      () => response.writeHead(503, { "Content-Length": 0 }).end(),
    );
  });
}).listen(Number(process.env.INGEST_PORT), "127.0.0.1", () => console.log("ingest ready"));
