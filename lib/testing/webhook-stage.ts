import { randomBytes, randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { createDatabase } from "@/db/client";
import { createIngestServer } from "@/lib/ingest-server";
import type { WebhookCredentials } from "@/lib/lightspeed/webhooks/credentials";
import { createIntake } from "@/lib/lightspeed/webhooks/intake";
import { createReceiver, type Receiver } from "@/lib/lightspeed/webhooks/receiver";
import { createRefusalCounter } from "@/lib/lightspeed/webhooks/refusal-counter";
import { type DatabaseUnderTest, databaseUnderTest } from "./database-under-test";
import { basic, createSender } from "./webhook-sender";

export const credentials: WebhookCredentials = { user: "lightspeed", password: randomBytes(16).toString("hex") };
export const authorization = basic(credentials.user, credentials.password);

type Open = { receiver: Receiver; server: Server; sender: ReturnType<typeof createSender>; url: string };
export type WebhookStage = DatabaseUnderTest & Omit<Open, "server">;

/** A receiver behind its bare server on a database of the file's own. Call at the top of the file. */
export function webhookStage(given: WebhookCredentials | null = credentials): WebhookStage {
  const database = databaseUnderTest();
  let open: Open | undefined;
  beforeAll(async () => {
    const url = database.urls.appUrl;
    const receiver = createReceiver({
      credentials: given,
      intake: createIntake(() => createDatabase(url, { max: 2, statementTimeoutMs: 2_000 }), "sandbox"),
      refusals: createRefusalCounter(createDatabase(url, { max: 1 })),
    });
    open = { receiver, ...(await listen(receiver)) };
  });
  afterAll(async () => {
    open?.sender.close();
    open?.server.close();
    await open?.receiver.close();
  });
  const get = <K extends keyof Open>(name: K): Open[K] => {
    if (!open) throw new Error("the receiver is there from beforeAll on");
    return open[name];
  };
  return {
    get db() {
      return database.db;
    },
    get owner() {
      return database.owner;
    },
    get urls() {
      return database.urls;
    },
    get receiver() {
      return get("receiver");
    },
    get sender() {
      return get("sender");
    },
    get url() {
      return get("url");
    },
  };
}

async function listen(receiver: Receiver): Promise<Omit<Open, "receiver">> {
  const nobody = async () => ({ status: 404 });
  const payments = { stripe: nobody, viva: nobody, handshake: nobody };
  const server = createIngestServer({ lightspeed: receiver, payments });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sender = createSender(url);
  return { server, url, sender: { ...sender, send: sender.sendUntilHeard } };
}

export type EndpointOwner = { merchantId: string; endpointId: string; placeId: string; locationId: string };

/** A merchant with a registered endpoint, a connection and one linked place, straight in the tables. */
export async function insertEndpointOwner({ owner }: Pick<DatabaseUnderTest, "owner">): Promise<EndpointOwner> {
  const [merchantId, locationId] = [randomUUID(), randomUUID()];
  const endpointId = randomBytes(24).toString("base64url");
  const placeId = String(10n ** 17n + BigInt(randomBytes(6).readUIntBE(0, 6)));
  await owner`insert into merchants (id, name) values (${merchantId}, 'Endpoint owner')`;
  await owner`insert into locations (id, merchant_id, name, street, postal_code, city, country, time_zone, currency, opening_hours)
    values (${locationId}, ${merchantId}, 'Here', 'Street 1', '1000', 'Brussels', 'BE', 'Europe/Brussels', 'EUR', '{}')`;
  await owner`insert into connections (merchant_id, environment, status, business_id)
    values (${merchantId}, 'sandbox', 'connected', ${randomUUID()})`;
  await owner`insert into location_links (merchant_id, location_id, environment, business_id, business_location_id, business_location_name)
    values (${merchantId}, ${locationId}, 'sandbox', '1', ${placeId}, 'Here')`;
  await owner`insert into webhook_endpoints (merchant_id, environment, endpoint_id, url, status)
    values (${merchantId}, 'sandbox', ${endpointId}, 'http://127.0.0.1', 'registered')`;
  return { merchantId, endpointId, placeId, locationId };
}
