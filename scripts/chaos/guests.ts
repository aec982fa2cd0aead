import { setTimeout as delay } from "node:timers/promises";
import { withTenant } from "@/db/client";
import { findOrder } from "@/db/queries/orders";
import { listRefundsOfOrder } from "@/db/queries/refunds";
import { cancelOrder } from "@/lib/orders/cancel-order";
import { refundOrder } from "@/lib/orders/refund-order";
import type { Services } from "@/lib/services";
import type { SandboxProcess } from "@/lib/testing/sandbox-process";
import type { PlacedOrder } from "./orders";
import type { Random } from "./random";

type Stage = { services: Services; sandbox: Pick<SandboxProcess, "control">; channelUrl: string };

/** What people do: guests at the provider's page, and the staff about the orders of some of them. */
export function createPeople({ services, sandbox, channelUrl }: Stage, random: Random) {
  /** What the staff have given back of an order that was on the till. */
  const askedBack = new Map<string, number>();
  const refunds: Promise<void>[] = [];

  const pay = async ({ id, merchant, paymentUrl }: PlacedOrder, { declined, returns }: Habits) => {
    const checkout = /\/checkout(?:\/|\?ref=)([\w-]+)/.exec(paymentUrl ?? "")?.[1];
    if (!checkout) return;
    const choose = (outcome: string) => sandbox.control("POST", `/payments/checkouts/${checkout}`, { outcome });
    if (declined) await choose("decline");
    await choose("pay");
    if (returns) await insist(() => fetch(`${channelUrl}/return/${merchant.merchantId}/${id}`).then(({ ok }) => ok));
  };

  const callOff = ({ id, merchant }: PlacedOrder) =>
    insist(async () => {
      const order = await withTenant(services.db, merchant.merchantId, (tx) => findOrder(tx, id));
      if (order?.status === "awaiting_payment" || order?.status === "draft")
        await cancelOrder(services, merchant.actor, { orderId: id });
      return true;
    });

  /** Some of it, once it is on the till and settled. Whether an attempt that was cut off counted is looked up before the next. */
  const giveBack = ({ id, merchant: { merchantId, actor } }: PlacedOrder, amountMinor: number) =>
    insist(async () => {
      const { order, given } = await withTenant(services.db, merchantId, async (tx) => ({
        order: await findOrder(tx, id),
        given: await listRefundsOfOrder(tx, id),
      }));
      if (order?.status !== "completed") return ["failed", "cancelled", "refunded"].includes(order?.status ?? "");
      if (given.length === 0) await refundOrder(services, actor, { orderId: id, amountMinor, reason: "Served cold" });
      askedBack.set(id, amountMinor);
      return true;
    });

  const guestOf = (): ((order: PlacedOrder) => Promise<void>) => {
    const habits = { declined: random.chance(0.05), returns: random.chance(0.5) };
    const [calledOff, givenBack] = [random.chance(0.03), random.chance(0.05) ? 1 + random.below(900) : 0];
    return async (order) => {
      if (calledOff) await callOff(order);
      // Viva Wallet says it once; Stripe three times, so that one of its guests in two may never come back.
      await pay(order, { ...habits, returns: habits.returns || order.merchant.provider === "viva" });
      if (!calledOff && givenBack > 0) refunds.push(giveBack(order, givenBack));
    };
  };

  return { guestOf, askedBack, staffDone: () => Promise.all(refunds) };
}

type Habits = { declined: boolean; returns: boolean };

/** Until it is done: processes and the database come back. */
async function insist(attempt: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 1_000; n += 1) {
    if (await attempt().catch(() => false)) return;
    await delay(300);
  }
  throw new Error("somebody has waited for minutes in vain");
}
