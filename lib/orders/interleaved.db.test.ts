import { expect, inject, test } from "vitest";
import type { Order } from "@/db/schema";
import {
  deliver,
  factFor,
  heard,
  placeOrder,
  reload,
  runJobs,
  type SandboxNotification,
  shifted,
  targetOf,
  timelineOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { seeded } from "@/lib/testing/seeded";
import { report } from "@/lib/testing/vault-stage";
import { applyPaymentFact } from "./apply-payment-fact";
import { reconcileOrder } from "./reconcile-order";
import { settleOrder } from "./settle-order";
import { submitOrder } from "./submit-order";

// TEST_ROUNDS=1: as many as the proof asks for.
const ROUNDS = inject("longRounds") > 0 ? 1_000 : 40;
const SEED = 67;
const MINUTE = 60_000;

const at = orderTests();
const random = seeded(SEED);

type OnCheck = {
  identifier: string;
  dueCents: number;
  payments: { cents: number; tipCents: number; reference?: string }[];
};

/** Until the till has decided about what lies with it. */
async function tillGetsOn(order: Order): Promise<void> {
  const { status, reference, paymentReference } = await reload(at.stage, order);
  if (status === "submitted") await at.till("GET", `/orders?reference=${reference}&state=decided`);
  if (status === "settling") await at.till("GET", `/payments?reference=${paymentReference}&state=decided`);
}

async function hear(): Promise<void> {
  for (const word of await heard(at.stage, at.merchant)) await deliver(at.stage, at.merchant, word);
}

/** What workers, the receiver and the clock do about an order, each three times, up to four of them at once. */
async function interleave(order: Order): Promise<void> {
  const { services } = at.stage;
  const fact = await factFor(at.stage, order);
  const doings: (() => Promise<unknown>)[] = [
    ...[() => applyPaymentFact(services, fact), () => submitOrder(services, targetOf(order)), hear],
    ...[() => settleOrder(services, targetOf(order)), () => tillGetsOn(order)],
    () => reconcileOrder(shifted(at.stage, 2 * MINUTE + 5_000).services, targetOf(order)),
  ];
  const all = random.shuffle(doings.flatMap((doing) => [doing, doing, doing]));
  while (all.length > 0) await Promise.all(all.splice(0, 1 + random.below(4)).map((doing) => doing()));
}

/** What was lost is looked for when its time is up. */
async function letItEnd(order: Order): Promise<Order> {
  for (const minutes of [0, 3, 6, 9, 12]) {
    const late = shifted(at.stage, minutes * MINUTE);
    await reconcileOrder(late.services, targetOf(order));
    for (let turns = 0; turns < 3; turns += 1) {
      await runJobs(late);
      await tillGetsOn(order);
      await hear();
    }
    const now = await reload(at.stage, order);
    if (now.status === "completed") return now;
  }
  return reload(at.stage, order);
}

test(
  `${ROUNDS} interleavings of all that works on an order: there once, booked what was due and the tip, nothing before the order is there (row 67, D15)`,
  async () => {
    let [shared, lost, looked] = [0, 0, 0];
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = `seed ${SEED}, round ${round}`;
      // On a check of its own, or on one where somebody else owes a part.
      const lines = [{ sku: "STA-GARNAALKROKET", quantity: 1 }];
      const open = random.below(2) === 0 ? await at.till<OnCheck>("POST", "/checks", { table: 12, lines }) : null;
      const tipMinor = random.below(2) * 300;
      const order = await placeOrder(at.stage, at.merchant, { tipMinor, addToCheck: open?.identifier ?? null });
      const loses = open === null && random.below(2) === 0;
      if (loses) await at.lose(random.pick("ORDER", "PAYMENT"), "SUCCESS");
      await interleave(order);
      const done = await letItEnd(order);
      expect(done, name).toMatchObject({ status: "completed", flag: null, failureCode: null });
      const check = await at.till<OnCheck>("GET", `/checks/${done.accountIdentifier}`);
      expect(check, name).toMatchObject({
        dueCents: open?.dueCents ?? 0,
        payments: [{ reference: order.paymentReference, cents: 3_700, tipCents: tipMinor }],
      });
      expect(await at.places(order), name).toMatchObject({ heldMinor: 0, tillMinor: 3_700 + tipMinor });
      const told = (await timelineOf(at.stage, order)).map(({ kind }) => kind);
      expect(told.indexOf("payments.apply"), name).toBeGreaterThan(told.indexOf("landing"));
      shared += open ? 1 : 0;
      lost += loses ? 1 : 0;
      looked += told.includes("silence") ? 1 : 0;
    }
    const { accountId } = at.merchant.account;
    const { notifications } = await at.stage.sandbox.control<{ notifications: SandboxNotification[] }>(
      "GET",
      `/notifications?account=${accountId}`,
    );
    // Nothing was ever refused, least of all for too much.
    expect(notifications.filter(({ status }) => status === "FAILURE")).toEqual([]);
    report(
      `row 67, seed ${SEED}: ${ROUNDS} orders, ${shared} on others' checks, ${lost} words lost, ${looked} looked for`,
    );
  },
  90_000 + ROUNDS * 4_000,
);
