import { once } from "node:events";
import { createConnection } from "node:net";
import { expect, test } from "@playwright/test";
import { oddAuthorization, oddBody } from "@/lib/testing/odd-webhooks";
import { seeded } from "@/lib/testing/seeded";
import { webhookBodies, wrongCredentials } from "@/lib/testing/webhook-bodies";
import { basic, createSender } from "@/lib/testing/webhook-sender";
import { asOwner, fingerprint } from "./trust/effects";
import { inParallel } from "./trust/http";
import { createConnectedHouse } from "./trust/people";
import { closeStage, stack, variable } from "./trust/stack";

/** The same as `lib/lightspeed/webhooks/receiver.db` and `fuzz.db` try on the receiver by itself, here through the framework's route. */
const SEED = 20_260_102;
const [BODIES, HEADERS] = [600, 300];

const sender = createSender(stack.appUrl, { sockets: 16 });
const credentials = {
  user: variable("LIGHTSPEED_WEBHOOK_USER"),
  password: variable("LIGHTSPEED_WEBHOOK_PASSWORD"),
};
const authorization = basic(credentials.user, credentials.password);

test.afterAll(async () => {
  sender.close();
  await closeStage();
});

test("the route answers every body and every wrong credential as the bare receiver does", async () => {
  const wrong: string[] = [];
  for (const [name, expected, body, headers] of webhookBodies) {
    const { status } = await sender.sendUntilHeard({ headers: { authorization, ...headers }, body });
    if (status !== expected) wrong.push(`${name}: ${status}, not ${expected}`);
  }
  for (const [name, headers] of wrongCredentials(credentials)) {
    const { status } = await sender.send({ headers, body: '{"type":"ORDER"}' });
    if (status !== 401) wrong.push(`${name}: ${status}, not 401`);
  }
  expect(wrong).toEqual([]);
});

test(`${BODIES} odd bodies and ${HEADERS} odd credentials at the route: no 5xx, no effect`, async () => {
  test.setTimeout(90_000);
  const house = await createConnectedHouse();
  const endpointId = await asOwner(async (sql) => {
    const [row] = await sql`select endpoint_id from webhook_endpoints where merchant_id = ${house.id}`;
    return String(row?.endpoint_id);
  });
  const before = await fingerprint([house.id], ["webhook_events"]);
  const random = seeded(SEED);
  const bodies = Array.from({ length: BODIES }, () => oddBody(random));
  const headers = Array.from({ length: HEADERS }, () => oddAuthorization(random, credentials));
  const answers = await inParallel(bodies, 16, async (body) => {
    const path = `/webhook/lightspeed/${endpointId}`;
    return (await sender.sendUntilHeard({ path, headers: { authorization }, body })).status;
  });
  expect(answers.filter((status) => ![200, 400, 413].includes(status))).toEqual([]);
  expect(answers.filter((status) => status === 200).length).toBeGreaterThan(BODIES / 4);
  const refusals = await inParallel(headers, 16, async (odd) => {
    const { status } = await sender.send({ headers: { authorization: odd }, body: '{"type":"ORDER"}' });
    return status;
  });
  expect(new Set(refusals)).toEqual(new Set([401]));
  await expect
    .poll(
      () =>
        asOwner(async (sql) => {
          const rows = await sql`select 1 from webhook_events where merchant_id = ${house.id} and status = 'received'`;
          return rows.length;
        }),
      { timeout: 30_000 },
    )
    .toBe(0);
  expect(await fingerprint([house.id], ["webhook_events"])).toEqual(before);
});

test("clients whose bodies come byte by byte are told that they take too long, and others are answered meanwhile", async () => {
  test.setTimeout(90_000);
  const port = Number(new URL(stack.appUrl).port);
  const head = `POST /webhook/lightspeed HTTP/1.1\r\nHost: receiver\r\nAuthorization: ${authorization}\r\nContent-Length: 60000\r\n\r\n{`;
  const drip = async () => {
    const socket = createConnection({ host: "127.0.0.1", port }).on("error", () => {});
    await once(socket, "connect");
    socket.write(head);
    const timer = setInterval(() => socket.write("x"), 500);
    const [first] = (await once(socket, "data")) as [Buffer];
    clearInterval(timer);
    socket.destroy();
    return first.toString("latin1").slice(0, 12);
  };
  const slow = Array.from({ length: 100 }, drip);
  for (let n = 0; n < 20; n += 1)
    expect(
      (await sender.sendUntilHeard({ headers: { authorization }, body: `{"thirdPartyReference":"slow-${n}"}` })).status,
    ).toBe(200);
  expect(new Set(await Promise.all(slow))).toEqual(new Set(["HTTP/1.1 408"]));
});
