import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { withTenant } from "@/db/client";
import { patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { log } from "@/lib/log";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createOrderMerchant, type OrderMerchant, placeOrder, reload, shifted } from "@/lib/testing/order-stage";
import { eraseGuest, eraseGuests, GUEST_RETENTION_DAYS } from "./erase-guest";
import { getOrder } from "./get-order";

const DAY_MS = 86_400_000;

let stage: Stage;
let merchant: OrderMerchant;
beforeAll(async () => {
  stage = await openStage();
  merchant = await createOrderMerchant(stage);
});
afterAll(() => stage.close());

async function order(change: Partial<Order>): Promise<Order> {
  const placed = await placeOrder(stage, merchant);
  await withTenant(stage.services.db, placed.merchantId, (tx) =>
    patchOrder(tx, placed.id, { customer: null, address: null, note: null, ...change }),
  );
  return reload(stage, placed);
}

const note = "Nut allergy, for Ada";
const ended = { status: "cancelled", deadlineAt: null } as const;

test("a guest's words without a name are erased after the period, and not before", async () => {
  const noted = await order({ note, ...ended });
  const open = await order({ note });
  const after = (days: number) => shifted(stage, days * DAY_MS).services;
  await eraseGuests(after(GUEST_RETENTION_DAYS - 1));
  expect(await reload(stage, noted)).toMatchObject({ note, guestErasedAt: null });
  await eraseGuests(after(GUEST_RETENTION_DAYS + 1));
  expect(await reload(stage, noted)).toMatchObject({ note: null, guestErasedAt: expect.any(Date) });
  expect(await eraseGuests(after(GUEST_RETENTION_DAYS + 2))).toBe(0);
  // Scheduled far ahead, say: erased once it is over.
  expect(await reload(stage, open)).toMatchObject({ note, guestErasedAt: null });
});

test("an operator may keep it for another time", async () => {
  const noted = await order({ note, ...ended });
  const keptFor = (keptDays: number) => ({ ...shifted(stage, 31 * DAY_MS).services, guests: { keptDays } });
  await eraseGuests(keptFor(32));
  expect(await reload(stage, noted)).toMatchObject({ note });
  await eraseGuests(keptFor(30));
  expect(await reload(stage, noted)).toMatchObject({ note: null });
});

test("on request it is erased at once where the order is over, by whoever may, and by nobody else", async () => {
  const over = await order({ note, ...ended });
  const viewer = { ...merchant.actor, role: "viewer" as const };
  await expect(eraseGuest(stage.services, viewer, { orderId: over.id })).rejects.toThrow("Only owners and managers");
  await eraseGuest(stage.services, merchant.actor, { orderId: over.id });
  expect(await reload(stage, over)).toMatchObject({ note: null });
  const open = await order({ note });
  await expect(eraseGuest(stage.services, merchant.actor, { orderId: open.id })).rejects.toThrow("still under way");
});

test("on request it is not erased while its money is still to go back, since the till is looked at for that name once more before", async () => {
  const waiting = await order({ note, ...ended, refundDueAt: new Date(Date.now() + 600_000) });
  const { merchantId, id: orderId } = waiting;
  expect(await getOrder(stage.services, merchantId, orderId)).toMatchObject({ eraseGuest: "later" });
  await expect(eraseGuest(stage.services, merchant.actor, { orderId })).rejects.toThrow("still to go back by itself");
  expect(await reload(stage, waiting)).toMatchObject({ note, guestErasedAt: null });
  await withTenant(stage.services.db, merchantId, (tx) => patchOrder(tx, orderId, { refundDueAt: null }));
  expect(await getOrder(stage.services, merchantId, orderId)).toMatchObject({ eraseGuest: "now" });
  await eraseGuest(stage.services, merchant.actor, { orderId });
  expect(await reload(stage, waiting)).toMatchObject({ note: null });
});

test("nor after the period, until that look: but one that should long have been is not waited for", async () => {
  const late = shifted(stage, (GUEST_RETENTION_DAYS + 1) * DAY_MS).services;
  const due = (hours: number) => new Date(late.now().getTime() + hours * 3_600_000);
  // Placed far ahead, and refused on its day.
  const waiting = await order({ note, status: "failed", deadlineAt: null, refundDueAt: due(0.1) });
  const forgotten = await order({ note, status: "failed", deadlineAt: null, refundDueAt: due(-25) });
  await eraseGuests(late);
  expect(await reload(stage, waiting)).toMatchObject({ note, guestErasedAt: null });
  expect(await reload(stage, forgotten)).toMatchObject({ note: null });
  await withTenant(stage.services.db, waiting.merchantId, (tx) => patchOrder(tx, waiting.id, { refundDueAt: null }));
  await eraseGuests(late);
  expect(await reload(stage, waiting)).toMatchObject({ note: null });
});

test("one order that cannot be erased keeps no other from it", async () => {
  const said = vi.spyOn(log, "error").mockImplementation(() => {});
  const owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
  const [first, second] = [await order({ note, ...ended }), await order({ note, ...ended })];
  try {
    await owner`update orders set created_at = now() - interval '1 day' where id = ${first.id}`;
    await owner`alter table orders add constraint planted check (number <> ${owner.unsafe(`'${first.number}'`)} or guest_erased_at is null) not valid`;
    expect(await eraseGuests(shifted(stage, 92 * DAY_MS).services)).toBe(1);
  } finally {
    await owner`alter table orders drop constraint planted`;
    await owner.end();
  }
  expect(await reload(stage, first)).toMatchObject({ note, guestErasedAt: null });
  expect(await reload(stage, second)).toMatchObject({ note: null });
  expect(said).toHaveBeenCalledOnce();
  expect(said.mock.calls[0]?.[0]).toMatchObject({ orderId: first.id });
});
