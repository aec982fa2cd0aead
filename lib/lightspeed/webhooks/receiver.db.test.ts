import { once } from "node:events";
import { createConnection } from "node:net";
import { expect, test } from "vitest";
import { listWebhookRefusals } from "@/db/queries/webhook-refusals";
import { webhookBodies, wrongCredentials } from "@/lib/testing/webhook-bodies";
import { authorization, credentials, insertEndpointOwner, webhookStage } from "@/lib/testing/webhook-stage";
import { createRefusalCounter } from "./refusal-counter";

const stage = webhookStage();
const order = (fields: object = {}) =>
  JSON.stringify({ type: "ORDER", status: "SUCCESS", thirdPartyReference: "UPV-001-a", ...fields });
const stored = (where = stage.owner`true`) =>
  stage.owner`select * from webhook_events where ${where} order by received_at, id`;
const count = async () => Number((await stage.owner`select count(*) from webhook_events`)[0]?.count);

test("a delivery to an endpoint is stored for its merchant, word for word, and answered 200", async () => {
  const { merchantId, endpointId } = await insertEndpointOwner(stage);
  const body = `{"type":"ORDER","status":"SUCCESS","thirdPartyReference":"UPV-7-x","businessLocationId":90071992547409935,"ikentooAccountIdentifier":"A1.2","total":0.10}`;
  const { status, headers } = await stage.sender.send({
    path: `/webhook/lightspeed/${endpointId}`,
    headers: { authorization, "x-lightspeed-idempotency-key": "k-1", "x-custom": "kept", cookie: "session=1" },
    body,
  });
  expect(status).toBe(200);
  expect(headers["content-length"]).toBe("0");
  const [row, ...more] = await stored(stage.owner`merchant_id = ${merchantId}`);
  expect(more).toEqual([]);
  expect(row).toMatchObject({
    ...{ endpoint_id: endpointId, verified: true, status: "received", environment: "sandbox", body },
    ...{ type: "ORDER", vendor_status: "SUCCESS", reference: "UPV-7-x", account_identifier: "A1.2" },
    ...{ business_location_id: "90071992547409935", idempotency_key: "k-1" },
  });
  expect(row?.headers).toMatchObject({ authorization: "[redacted]", cookie: "[redacted]", "x-custom": "kept" });
  expect(JSON.stringify(row)).not.toContain(credentials.password);
  expect(JSON.stringify(row)).not.toContain(authorization.slice(6));
});

test("the plain path takes a delivery without a merchant; an id in the body names one", async () => {
  const { merchantId, endpointId } = await insertEndpointOwner(stage);
  expect(
    (await stage.sender.send({ headers: { authorization }, body: order({ thirdPartyReference: "plain" }) })).status,
  ).toBe(200);
  expect(
    (await stage.sender.send({ headers: { authorization }, body: order({ thirdPartyReference: "named", endpointId }) }))
      .status,
  ).toBe(200);
  const foreign = order({ thirdPartyReference: "foreign", endpointId: "some-other-system-0001" });
  expect((await stage.sender.send({ headers: { authorization }, body: foreign })).status).toBe(200);
  const rows = await stored(stage.owner`reference in ('plain', 'named', 'foreign')`);
  expect(rows.map(({ reference, merchant_id }) => [reference, merchant_id])).toEqual([
    ["plain", null],
    ["named", merchantId],
    ["foreign", null],
  ]);
});

test("an endpoint that nobody has is refused also with the right credentials; a retired one is not", async () => {
  const { endpointId } = await insertEndpointOwner(stage);
  await stage.owner`update webhook_endpoints set retired_at = now() where endpoint_id = ${endpointId}`;
  const to = (id: string) =>
    stage.sender.send({ path: `/webhook/lightspeed/${id}`, headers: { authorization }, body: order() });
  expect((await to(endpointId)).status).toBe(200);
  const before = await count();
  for (const id of ["A".repeat(32), endpointId.toLowerCase(), "short", "%00", "a%2Fb"])
    expect((await to(id)).status, id).toBe(401);
  expect(await count()).toBe(before);
});

test.each(wrongCredentials(credentials))(
  "credentials (%s) are refused with 401 and leave nothing",
  async (_, headers) => {
    const { endpointId } = await insertEndpointOwner(stage);
    const before = await count();
    for (const path of ["/webhook/lightspeed", `/webhook/lightspeed/${endpointId}`]) {
      const { status, headers: answered } = await stage.sender.send({ path, headers, body: order() });
      expect(status).toBe(401);
      expect(answered["www-authenticate"]).toBe('Basic realm="webhooks"');
    }
    expect(await count()).toBe(before);
  },
);

test("a header line of 64 kB is refused before anything looks at it", async () => {
  const { status } = await stage.sender.send({
    headers: { authorization: `Basic ${"a".repeat(65_536)}` },
    body: order(),
  });
  expect(status).toBe(431);
});

test.each(webhookBodies)("a body (%s) is answered %i", async (_, expected, body, headers) => {
  const before = await count();
  const { status } = await stage.sender.send({ headers: { authorization, ...headers }, body });
  expect(status).toBe(expected);
  expect(await count()).toBe(before + (expected === 200 ? 1 : 0));
});

test("a body that is said to be too long is refused before any of it comes", async () => {
  const socket = createConnection({ host: "127.0.0.1", port: Number(new URL(stage.url).port) });
  const head = ["POST /webhook/lightspeed HTTP/1.1", "Host: receiver", `Authorization: ${authorization}`];
  socket.write([...head, "Content-Length: 65537", "\r\n"].join("\r\n"));
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
});

test.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])(
  "%s is answered 405",
  async (method) => {
    const { status, headers } = await stage.sender.send({ method, headers: { authorization } });
    expect(status).toBe(405);
    expect(headers.allow).toBe("POST");
  },
);

test("no spelling of the path is answered with a redirect", async () => {
  const { endpointId } = await insertEndpointOwner(stage);
  const spellings = [
    "/webhook/lightspeed/",
    "//webhook/lightspeed",
    "/webhook//lightspeed",
    "/webhook/lightspeed?x=1",
    "/webhook/lightspeed//",
  ];
  for (const path of [...spellings, `/webhook/lightspeed/${endpointId}/`]) {
    expect((await stage.sender.send({ path, headers: { authorization }, body: order() })).status, path).toBe(200);
  }
  for (const path of [
    "/",
    "/webhook",
    "/Webhook/lightspeed",
    "/webhook/lightspeed/a/b",
    "/webhook/%6cightspeed",
    "/webhook/lightspeed/..",
  ]) {
    expect([401, 404], path).toContain(
      (await stage.sender.send({ path, headers: { authorization }, body: order() })).status,
    );
  }
});

test("what was refused is counted by its reason and neither stored nor logged", async () => {
  const since = new Date(Date.now() - 3_600_000);
  const counter = createRefusalCounter(stage.db, 3_600_000);
  for (let n = 0; n < 1000; n += 1) counter.count("flood");
  await counter.flush();
  counter.count("flood");
  await counter.close();
  expect((await listWebhookRefusals(stage.db, since)).find(({ reason }) => reason === "flood")).toMatchObject({
    count: 1001,
  });
});
