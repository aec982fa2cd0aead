import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { listPaymentEvents } from "@/db/queries/payment-events";
import {
  type Books,
  collectFacts,
  openPaymentStage,
  type PaymentStage,
  sendToPay,
  workOff,
} from "@/lib/testing/payment-stage";
import { confirmReturn } from "./confirm-return";

let stage: PaymentStage;
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage.close());

/** A payment that the guest has made, with both of its notices on the way or held back. */
async function paid({ held }: { held: boolean }) {
  const merchant = await stage.merchant();
  const { merchantId } = merchant;
  const { account } = await merchant.payThrough("stripe");
  const { paymentId, checkoutId } = await sendToPay(stage, merchant);
  const { control } = stage.sandbox;
  const noticed = (outcome: string, atLeast: number) =>
    control<{ notifications: { seq: number }[] }>(
      "GET",
      `/notifications?account=${account}&outcome=${outcome}&atLeast=${atLeast}`,
    );
  if (held) await control("POST", "/notifications/faults", { account, times: 2, do: { type: "hold" } });
  await control("POST", `/payments/checkouts/${checkoutId}`, { outcome: "pay" });
  const { notifications } = await noticed(held ? "held" : "delivered", 2);
  const who = { merchantId, paymentId };
  return {
    ...{ account, who, noticed },
    letGoOf: (nth: number) => control("POST", `/notifications/${notifications[nth]?.seq}/send`),
    letGo: () => Promise.all(notifications.map(({ seq }) => control("POST", `/notifications/${seq}/send`))),
    asked: async () => (await stage.sandbox.requests({ account, operation: "stripe" })).length,
    events: () => withTenant(stage.services.db, merchantId, (tx) => listPaymentEvents(tx, paymentId)),
    giveBack: async (amount: number) => {
      const { charges } = await control<Books>("GET", `/payments/accounts/${account}/books`);
      await control("POST", `/payments/charges/${charges[0]?.id}/refund`, { amount });
    },
  };
}

test("notices that come after the guest's own return and say only that it was paid are kept, and Stripe is not asked again", async () => {
  const { who, letGo, noticed, asked, events } = await paid({ held: true });
  expect(await confirmReturn(stage.services, who)).toMatchObject({ status: "captured" });
  const { facts, apply } = collectFacts();
  await workOff(stage, apply);
  const before = await asked();
  await letGo();
  await noticed("delivered", 2);
  await workOff(stage, apply);
  expect(await asked()).toBe(before);
  expect(await events()).toMatchObject([
    { status: "processed", what: "Known before." },
    { status: "processed", what: "Known before." },
  ]);
  expect(facts).toMatchObject([{ status: "captured" }]);
});

test("notices that waited while the guest came back ask Stripe no second time", async () => {
  const { who, asked, events } = await paid({ held: false });
  await confirmReturn(stage.services, who);
  const before = await asked();
  const { facts, apply } = collectFacts();
  await workOff(stage, apply);
  expect(await asked()).toBe(before);
  expect((await events()).map(({ status }) => status)).toEqual(["processed", "processed"]);
  expect(facts).toMatchObject([{ status: "captured" }]);
});

test("a second notice of money that the first has told of, and that waits, is stored as done and queues nothing", async () => {
  const { who, letGoOf, noticed, events } = await paid({ held: true });
  const revision = async () =>
    (
      await stage.services.db
        .$client`select revision from graphile_worker.jobs where key = ${`payment:${who.paymentId}`}`
    )[0]?.revision;
  await letGoOf(0);
  await noticed("delivered", 1);
  const before = await revision();
  await letGoOf(1);
  await noticed("delivered", 2);
  expect(await revision()).toBe(before);
  expect(before).toBeDefined();
  expect((await events()).map(({ status, what }) => what ?? status).sort()).toEqual([
    "Said by another notice, too.",
    "received",
  ]);
  const { facts, apply } = collectFacts();
  await workOff(stage, apply);
  expect(facts).toMatchObject([{ paymentId: who.paymentId, status: "captured" }]);
});

test("what may be news is asked about, however long the payment has been known", async () => {
  const { who, noticed, asked, giveBack } = await paid({ held: false });
  const { facts, apply } = collectFacts();
  await workOff(stage, apply);
  await confirmReturn(stage.services, who);
  const before = await asked();
  await giveBack(500);
  await noticed("delivered", 3);
  await workOff(stage, apply);
  expect(await asked()).toBeGreaterThan(before);
  expect(facts.slice(1)).toMatchObject([{ status: "refunded", amountMinor: 500 }]);
});
