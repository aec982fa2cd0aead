import { type TenantTransaction, withTenant } from "@/db/client";
import { findTokenRow } from "@/db/queries/connection-tokens";
import { findOrder, holdOrder, patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import type { Services } from "@/lib/services";
import { flagOrder } from "./flag-order";
import { bookPayments, seenAmounts } from "./land-order";
import { moveOrder } from "./move-order";
import { noLongerGone } from "./no-longer-gone";
import { type OurPayment, ourPayments } from "./our-payment";
import { after, askAfterMs, later, patience, retryPause } from "./patience";
import { type Look, readCheck, type TillView } from "./read-till";
import { recordExchanges, recordReads } from "./record-exchanges";
import { keptOf } from "./refund-order";
import { enqueueForOrder, reconcileOrderTask, settleOrderTask } from "./tasks";
import { tellOrder } from "./tell";
import { callTill, type TillCall, type TillClaim } from "./till-call";
import { differenceDue } from "./till-difference";
import { separatePayment } from "./till-money";
import { readTillSetup, type TillSetup } from "./till-setup";

type Target = { merchantId: string; orderId: string };
type Claim = TillClaim & { order: Order; setup: TillSetup; wasInDoubt: boolean; payableBefore: Date | null };

/**
 * Books the guest's payment on the check, once the till has the order. The check is read first: what is on it already is not paid again,
 * and never more than is due. The payment's reference is the order's own and the same for every try.
 */
export async function settleOrder(services: Services, { merchantId, orderId }: Target): Promise<void> {
  const ready = await withTenant(services.db, merchantId, (tx) => readReady(services, tx, orderId));
  if (!ready) return;
  const place = { merchantId, businessLocationId: ready.setup.businessLocationId };
  const seen = await readCheck(services, place, ready.order);
  const claim = await withTenant(services.db, merchantId, (tx) => claimPayment(services, tx, ready, seen));
  if (!claim) return;
  const { order, setup } = claim;
  const body = paymentBody(order, setup);
  const call = await callTill(services, merchantId, claim, (client) =>
    client.payments.apply({ currency: order.currency, body }),
  );
  await withTenant(services.db, merchantId, (tx) => writeOutcome(services, tx, claim, call, body));
}

type Ready = { order: Order; setup: TillSetup };
const mayPay: readonly Order["status"][] = ["on_pos", "settling", "unconfirmed"];

async function readReady(services: Services, tx: TenantTransaction, orderId: string): Promise<Ready | null> {
  const order = await findOrder(tx, orderId);
  if (order?.step !== "payment" || !mayPay.includes(order.status) || order.paymentMode !== "separate") return null;
  if (order.accountIdentifier === null) return null;
  const setup = await readTillSetup(tx, order);
  if (typeof setup !== "string") return { order, setup };
  await refuse(tx, order, services.now(), `setup:${setup}`, missingWords[setup]);
  return null;
}

const disconnected = "Lightspeed is no longer connected for this location.";
const missingWords = {
  ...{ not_linked: disconnected, no_endpoint: disconnected },
  place_gone: "The location is linked to another place now, and the one that has the check can be reached no more.",
} as const;

async function claimPayment(
  services: Services,
  tx: TenantTransaction,
  { order: read, setup }: Ready,
  { view: seen, exchanges }: Look,
): Promise<Claim | null> {
  const now = services.now();
  await recordReads(tx, read.id, now, exchanges);
  const before = await holdOrder(tx, read.id);
  if (!before || before.version !== read.version || !mayPay.includes(before.status)) return null;
  const verdict = judge(before, seen);
  if (verdict.kind === "booked") {
    await bookPayments(tx, before.id, now, verdict.payments, "The payment is on the check already");
    return null;
  }
  if (verdict.kind === "impossible") {
    await refuse(tx, before, now, verdict.code, verdict.detail);
    return null;
  }
  if (verdict.kind === "ask") {
    await askAgain(tx, before, now, seen);
    return null;
  }
  const [keptMinor, tokens] = await Promise.all([keptOf(tx, before), findTokenRow(tx)]);
  const givenBack = keptMinor < before.totalMinor;
  // Nothing new is booked of money that the guest has back, nor what may be on its way with its whole amount already.
  if (givenBack && (before.inDoubt || keptMinor <= before.tipMinor)) {
    // Not on the check, and past the last moment at which an earlier try could get there.
    const inDoubt = before.inDoubt && (before.payableUntil === null || before.payableUntil > now);
    await refuse(
      tx,
      { ...before, inDoubt },
      now,
      "pay:given_back",
      "Money of this order was given back before it was booked on the check.",
    );
    return null;
  }
  const payment = separatePayment(before, Math.min(verdict.dueMinor, keptMinor - before.tipMinor));
  const owed = before.totalMinor - before.tipMinor;
  // An earlier try may be on its way with its own amount; a later one is refused for its reference and changes nothing.
  const amountMinor = before.inDoubt ? before.tillAmountMinor : (payment?.amountExcludingTipMinor ?? owed);
  const claimedAtMs = performance.now();
  const order = await moveOrder(tx, before.id, "settlement", {
    now,
    set: {
      bumpVersion: true,
      attempts: before.attempts + 1,
      inDoubt: true,
      tillAmountMinor: amountMinor,
      businessLocationId: setup.businessLocationId,
      ...(seen.kind === "check" ? seenAmounts(seen.check) : {}),
      payableUntil: later(before.payableUntil, after(now, patience.call + setup.deliverWithinMs + patience.margin)),
      deadlineAt: after(now, patience.call),
      ...noLongerGone(before),
    },
    line: {
      message: before.attempts === 0 ? "Booking the payment on the check" : "Booking again with the same reference",
      // For a word about this payment after another has taken its place.
      detail: { reference: before.paymentReference, amountMinor },
    },
  });
  if (!order) return null;
  const difference = await differenceDue(tx, order, verdict.dueMinor);
  if (difference) await flagOrder(tx, order, "till_total_differs", difference);
  await tellOrder(tx, order.id);
  return { order, setup, wasInDoubt: before.inDoubt, payableBefore: before.payableUntil, claimedAtMs, tokens };
}

/** A check that cannot be seen is not paid blindly; after a while a person is asked. */
async function askAgain(tx: TenantTransaction, order: Order, now: Date, seen: TillView): Promise<void> {
  const attempts = order.attempts + 1;
  if (seen.kind === "absent" && attempts > 8)
    return refuse(tx, order, now, "pay:check_gone", "The check is not on the till any more.");
  if (attempts > 40)
    return refuse(tx, order, now, "pay:check_unreadable", "Lightspeed did not show the check for a long time.");
  await patchOrder(tx, order.id, { attempts });
  await postpone(tx, order, now, retryPause(attempts));
}

type Verdict =
  | { kind: "pay"; dueMinor: number }
  | { kind: "booked"; payments: OurPayment[] }
  | { kind: "impossible"; code: string; detail: string }
  | { kind: "ask" };

function judge(order: Order, seen: TillView): Verdict {
  const payments = ourPayments(order, seen);
  if (payments.length > 0) return { kind: "booked", payments };
  if (seen.kind === "sale") return { kind: "impossible", code: "pay:closed", detail: closedWithoutUs };
  if (seen.kind !== "check") return { kind: "ask" };
  const { totalMinor, paidMinor, closedAt } = seen.check;
  if (closedAt) return { kind: "impossible", code: "pay:closed", detail: closedWithoutUs };
  // An earlier try of ours may be what is still coming: its reference decides, not the amount.
  if (order.inDoubt) return { kind: "pay", dueMinor: order.totalMinor - order.tipMinor };
  const dueMinor = (totalMinor ?? order.totalMinor - order.tipMinor) - (paidMinor ?? 0);
  if (dueMinor <= 0)
    return { kind: "impossible", code: "pay:nothing_due", detail: "Nothing is due on the check any more." };
  return { kind: "pay", dueMinor };
}

const closedWithoutUs = "The check was closed on the till before the payment was booked.";

function paymentBody(order: Order, setup: TillSetup) {
  const { amountExcludingTipMinor = 0, tipMinor } = separatePayment(order, order.tillAmountMinor) ?? {};
  return {
    businessLocationId: setup.businessLocationId,
    endpointId: setup.endpointId,
    accountIdentifier: order.accountIdentifier ?? "",
    thirdPartyPaymentReference: order.paymentReference,
    amountExcludingTipMinor,
    ...(tipMinor === undefined ? {} : { tipMinor }),
    ...(setup.paymentMethod ? { paymentMethod: setup.paymentMethod } : {}),
    ...(setup.staffId ? { staffId: setup.staffId } : {}),
    deliverWithinMs: setup.deliverWithinMs,
  };
}

async function writeOutcome(
  services: Services,
  tx: TenantTransaction,
  { order, wasInDoubt, payableBefore }: Claim,
  call: TillCall,
  body: unknown,
): Promise<void> {
  const now = services.now();
  const current = await holdOrder(tx, order.id);
  await recordExchanges(tx, order.id, call, { kind: "payments.apply", attempt: order.attempts, body });
  if (current?.version !== order.version || current.status !== "settling") return;
  const { outcome } = call;
  switch (outcome.kind) {
    case "accepted":
      await patchOrder(tx, order.id, { inDoubt: false, deadlineAt: after(now, askAfterMs(services)) });
      break;
    case "refused":
      if (wasInDoubt || outcome.afterDoubt)
        await lookAtOnce(tx, order, now, {
          ...outcome,
          payableUntil: outcome.afterDoubt ? order.payableUntil : payableBefore,
        });
      else await refuse(tx, { ...order, inDoubt: false }, now, `pay:${outcome.code}`, outcome.detail);
      break;
    case "unsent":
      await patchOrder(tx, order.id, { inDoubt: wasInDoubt, payableUntil: payableBefore });
      await postpone(tx, order, now, retryPause(order.attempts, outcome.retryAfterMs));
      break;
    case "unknown":
      await postpone(tx, order, now, retryPause(order.attempts));
  }
  await tellOrder(tx, order.id);
}

/** This attempt was certainly not taken; an earlier one, of this call or of another, may have been. What is on the check decides, and the same is not sent once more. */
async function lookAtOnce(
  tx: TenantTransaction,
  { id }: Order,
  now: Date,
  { code, detail, payableUntil }: { code: string; detail: string; payableUntil: Date | null },
): Promise<void> {
  const refused = { failureCode: `pay:${code}`, failureDetail: detail, failureStep: "payment" } as const;
  await patchOrder(tx, id, { ...refused, payableUntil, deadlineAt: now });
  await enqueueForOrder(tx, reconcileOrderTask, { merchantId: tx.merchantId, orderId: id });
}

/** A definite end without our payment on the check. The order is on the till: nothing is given back by itself. */
async function refuse(tx: TenantTransaction, order: Order, now: Date, code: string, detail: string): Promise<void> {
  const refused = await moveOrder(tx, order.id, "refusal", {
    now,
    set: {
      // What may be on the check all the same stays in doubt: a person's new try asks under the same reference.
      ...{ failureCode: code, failureDetail: detail, failureStep: "payment", deadlineAt: null, inDoubt: order.inDoubt },
    },
    line: {
      message: order.inDoubt
        ? `Nobody can say whether the payment was booked on the check: ${detail}`
        : `The payment was not booked on the check: ${detail}`,
    },
  });
  if (refused) await tellOrder(tx, order.id);
}

async function postpone(tx: TenantTransaction, order: Order, now: Date, pauseMs: number): Promise<void> {
  const runAt = after(now, pauseMs);
  await patchOrder(tx, order.id, { deadlineAt: after(runAt, patience.call) });
  await enqueueForOrder(tx, settleOrderTask, { merchantId: tx.merchantId, orderId: order.id }, runAt);
}
