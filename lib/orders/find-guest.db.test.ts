import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { patchOrder } from "@/db/queries/orders";
import { auditEntries, type Order, type OrderCustomer } from "@/db/schema";
import { createOrderMerchant, type OrderMerchant, placeOrder, reload } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { eraseGuestEverywhere, findGuestOrders, guestContact } from "./find-guest";

const at = orderTests();

async function order(customer: OrderCustomer, change: Partial<Order>, merchant: OrderMerchant = at.merchant) {
  const placed = await placeOrder(at.stage, merchant, { customer });
  await withTenant(at.stage.services.db, placed.merchantId, (tx) => patchOrder(tx, placed.id, change));
  return reload(at.stage, placed);
}
const over = { status: "cancelled", deadlineAt: null } as const;
const find = async (text: string) => {
  const { orders } = await findGuestOrders(at.stage.services, at.merchant.actor.merchantId, guestContact.parse(text));
  return orders.map(({ number, open }) => (open ? `${number} open` : number));
};

test("all orders of a guest are found by e-mail or phone as people write them, and of no other merchant", async () => {
  const ada = { firstName: "Ada", email: "Ada@Guest.test", phone: "+32470123456" };
  await order(ada, over);
  await order({ firstName: "A.", phone: "+32470123456" }, {});
  await order({ firstName: "Bob", email: "bob@guest.test" }, over);
  await order(ada, over, await createOrderMerchant(at.stage));
  expect(await find(" ada@GUEST.test ")).toEqual(["UPV-001"]);
  expect(await find("0032 (470) 12.34-56")).toEqual(["UPV-002 open", "UPV-001"]);
  for (const text of ["", "Ada", "0470123456", "a@", "%"]) expect(guestContact.safeParse(text).success).toBe(false);
});

test("what is over is erased at once, what is open stays and is named, and the audit log holds nothing of the guest", async () => {
  const { services } = at.stage;
  const { actor } = at.merchant;
  const guest = { firstName: "Ada", email: "ada@guest.test" };
  const [first, open] = [await order(guest, over), await order(guest, {})];
  const viewer = { ...actor, role: "viewer" as const };
  const contact = guestContact.parse(guest.email);
  await expect(eraseGuestEverywhere(services, viewer, contact)).rejects.toThrow("Only owners and managers");
  const { erased, left } = await eraseGuestEverywhere(services, actor, contact);
  expect([erased, left.orders.map(({ number }) => number)]).toEqual([1, [open.number]]);
  expect(await reload(at.stage, first)).toMatchObject({ customer: null, guestErasedAt: expect.any(Date) });
  expect(await reload(at.stage, open)).toMatchObject({ customer: guest, guestErasedAt: null });
  const entries = await withTenant(services.db, actor.merchantId, (tx) =>
    tx.select().from(auditEntries).where(eq(auditEntries.action, "guest.erased")),
  );
  expect(entries).toMatchObject([{ subject: first.id, actorName: actor.userName, detail: { number: first.number } }]);
  expect(JSON.stringify(entries)).not.toContain("ada@");
});
