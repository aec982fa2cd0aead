import { expect, test, vi } from "vitest";
import { withTenant } from "@/db/client";
import { log } from "@/lib/log";
import { done, inboxTests, orderSaid } from "@/lib/testing/inbox-tests";
import { authorization, type EndpointOwner, insertEndpointOwner } from "@/lib/testing/webhook-stage";

const at = inboxTests();
const { stage, inbox, deliver, eventOf } = at;

test("a delivery without an endpoint goes to the merchant of its linked location", async () => {
  const id = await deliver({ type: "ORDER", status: "SUCCESS", businessLocationId: at.b.placeId }, null);
  await inbox(done).drain();
  expect(await eventOf(id)).toMatchObject({ merchant_id: at.b.merchantId, status: "processed" });
});

test("a delivery that names nothing known belongs to nobody, is parked, and no merchant sees it", async () => {
  const id = await deliver(orderSaid("UPV-10-nobody"), null);
  await inbox(done).drain();
  expect(await eventOf(id)).toMatchObject({ merchant_id: null, status: "parked" });
  for (const { merchantId } of [at.a, at.b]) {
    const seen = await withTenant(stage.db, merchantId, (tx) =>
      tx.execute(`select 1 from webhook_events where id = '${id}'`),
    );
    expect(seen).toHaveLength(0);
  }
});

test("one merchant's endpoint and another's location: refused, in every pair and for every type, and an alarm is raised", async () => {
  const alarm = vi.spyOn(log, "error").mockImplementation(() => {});
  const handler = vi.fn(async () => ({ result: "processed" as const, what: "Done." }));
  const handlers = { order: handler, payment: handler, item: handler, readiness: handler };
  const ids: string[] = [];
  for (const [to, other] of [
    [at.a, at.b],
    [at.b, at.a],
  ] as const) {
    for (const type of ["ORDER", "PAYMENT", "ITEM", "ORDER_API"])
      ids.push(await deliver({ type, businessLocationId: other.placeId }, to));
  }
  await inbox(handlers).drain();
  expect(handler).not.toHaveBeenCalled();
  expect(alarm).toHaveBeenCalledTimes(ids.length);
  for (const id of ids) {
    expect(await eventOf(id)).toMatchObject({
      status: "dead",
      outcome: "It names an order or a location that is not this account's.",
    });
  }
});

test("after Delete nothing acts", async () => {
  const gone = await insertEndpointOwner(stage);
  await stage.owner`update connections set status = 'disabled' where merchant_id = ${gone.merchantId}`;
  const handler = vi.fn(async () => ({ result: "processed" as const, what: "Done." }));
  const id = await deliver(orderSaid("UPV-11-late"), gone);
  await inbox({ order: handler }).drain();
  expect(handler).not.toHaveBeenCalled();
  expect(await eventOf(id)).toMatchObject({
    status: "ignored",
    outcome: "Lightspeed is not connected, so nothing was done.",
  });
});

test("a key seen before with the same content is a repeat; with another content or from another merchant it is not", async () => {
  const handler = vi.fn(async () => ({ result: "processed" as const, what: "Done." }));
  const key = { "x-lightspeed-idempotency-key": "key-1" };
  const body = JSON.stringify(orderSaid("UPV-12"));
  const send = (to: EndpointOwner, text: string) =>
    stage.sender.send({ path: `/webhook/lightspeed/${to.endpointId}`, headers: { authorization, ...key }, body: text });
  await Promise.all(Array.from({ length: 20 }, () => send(at.a, body)));
  await inbox({ order: handler }).drain();
  expect(handler).toHaveBeenCalledTimes(1);
  await send(at.a, JSON.stringify(orderSaid("UPV-12-other")));
  await send(at.b, body);
  await inbox({ order: handler }).drain();
  expect(handler).toHaveBeenCalledTimes(3);
  const rows = await stage.owner`select status, outcome from webhook_events where idempotency_key = 'key-1'`;
  expect(rows).toHaveLength(22);
  expect(rows.filter(({ outcome }) => outcome === "A repeat of a message that came before.")).toHaveLength(19);
});
