import { type TenantTransaction, withTenant } from "@/db/client";
import { findTokenRow } from "@/db/queries/connection-tokens";
import { holdOrder, patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import type { Services } from "@/lib/services";
import { foundBefore, leaveUnclear, notFoundBefore } from "./long-unclear";
import { moveOrder } from "./move-order";
import { noLongerGone } from "./no-longer-gone";
import { nextPosition } from "./order-transitions";
import { after, askAfterMs, later, patience, retryPause } from "./patience";
import { isAllBack, neverLeft, recallOrder } from "./recall-order";
import { recordExchanges } from "./record-exchanges";
import { enqueueForOrder, reconcileOrderTask, submitOrderTask } from "./tasks";
import { tellOrder } from "./tell";
import { callTill, type TillCall, type TillClaim } from "./till-call";
import { readTillSetup, type TillSetup } from "./till-setup";
import { toLocalOrder } from "./to-local-order";
import { toToGoOrder } from "./to-to-go-order";

type Target = { merchantId: string; orderId: string };
type Claim = TillClaim & {
  order: Order;
  setup: TillSetup;
  wasInDoubt: boolean;
  /** As it was before this try, for one that certainly did not leave. */
  before: Pick<Order, "deliverableUntil" | "businessLocationId">;
};

/**
 * Sends a paid order to Lightspeed. The reference was stored with the order and is the same for every try, so a try too many is refused
 * by the vendor and counts as taken. Safe to run twice, and by two workers at once: only the newest claim may write what came of it.
 */
export async function submitOrder(services: Services, { merchantId, orderId }: Target): Promise<void> {
  const claim = await withTenant(services.db, merchantId, (tx) => claimOrder(services, tx, orderId));
  if (!claim) return;
  const { order, setup } = claim;
  const { currency, kind } = order;
  const body =
    kind === "local" ? toLocalOrder(order, setup, services.now()) : toToGoOrder(order, setup, services.now());
  const call = await callTill(services, merchantId, claim, (client) =>
    kind === "local" ? client.orders.submitLocal({ currency, body }) : client.orders.submitToGo({ currency, body }),
  );
  await withTenant(services.db, merchantId, (tx) => writeOutcome(services, tx, claim, call, body));
}

/** Commits, before anything leaves, that it may leave: from here on the till may print it until `deliverableUntil`. */
async function claimOrder(services: Services, tx: TenantTransaction, orderId: string): Promise<Claim | null> {
  const before = await holdOrder(tx, orderId);
  if (!before) return null;
  const now = services.now();
  const { status, step, refundDecidedAt } = before;
  if (nextPosition({ status, step, refundDecided: refundDecidedAt !== null }, "claim") === null) return null;
  const [allBack, setup, tokens] = await Promise.all([
    isAllBack(tx, before),
    readTillSetup(tx, before),
    findTokenRow(tx),
  ]);
  if (allBack) {
    if (neverLeft(before)) await recallOrder(tx, before, now);
    else await lookInstead(tx, before, now, "All that was paid is back, so it is not sent again.");
    return null;
  }
  if (!maySend(before, now)) {
    if (before.inDoubt) await lookInstead(tx, before, now, "Too late to send again without being asked.");
    else
      await hold(
        tx,
        before,
        now,
        "too_late",
        "Paid so long ago that the kitchen should not get it without being asked.",
      );
    return null;
  }
  const missing = typeof setup === "string" ? setup : setup.accountProfileCode === null ? "no_order_profile" : null;
  if (typeof setup === "string" || missing !== null) {
    await holdForSetup(tx, before, now, missing ?? "not_linked");
    return null;
  }
  const claimedAtMs = performance.now();
  const due = later(before.scheduledFor, now);
  const deliverableUntil = later(
    before.deliverableUntil,
    after(due, patience.call + setup.deliverWithinMs + patience.margin),
  );
  const order = await moveOrder(tx, orderId, "claim", {
    now,
    set: {
      bumpVersion: true,
      attempts: before.attempts + 1,
      inDoubt: true,
      deliverableUntil,
      businessLocationId: setup.businessLocationId,
      deadlineAt: after(now, patience.call),
      ...noLongerGone(before),
    },
    line: { message: before.attempts === 0 ? "Sending to Lightspeed" : "Sending again with the same reference" },
  });
  if (!order) return null;
  await tellOrder(tx, orderId);
  return { order, setup, wasInDoubt: before.inDoubt, before, claimedAtMs, tokens };
}

const maySend = ({ promisedUntil }: Order, now: Date) => promisedUntil === null || now <= promisedUntil;

/**
 * Sending again tells whether it arrived, and delivers it where it had not: after an outage of hours the kitchen would cook what nobody
 * waits for any more, or what nobody pays for. Past its promise, what stands on the till decides, once the last try can be printed no more.
 */
async function lookInstead(tx: TenantTransaction, order: Order, now: Date, why: string): Promise<void> {
  // A person sent it again, and it has not left since: it was looked for long enough before.
  if (order.status === "paid") return leaveUnclear(tx, order, now, notSent(why));
  const set = { deadlineAt: now };
  await moveOrder(tx, order.id, "silence", { now, set, line: { message: `${why} Looking on the till.` } });
  await enqueueForOrder(tx, reconcileOrderTask, { merchantId: tx.merchantId, orderId: order.id });
  await tellOrder(tx, order.id);
}

async function hold(tx: TenantTransaction, order: Order, now: Date, code: string, detail: string): Promise<void> {
  const held = await moveOrder(tx, order.id, "holding", {
    now,
    set: {
      ...{ failureCode: code, failureDetail: detail, failureStep: "order", deadlineAt: null },
      refundDueAt: after(now, patience.refund),
    },
    line: { message: detail },
  });
  if (held) await tellOrder(tx, order.id);
}

const notSent = (why: string) => ({ move: "holding", why: `Not sent again: ${why}` }) as const;

const setupWords = {
  not_linked: "This location is not linked to a Lightspeed location.",
  place_gone: "The place that it was first sent to can be reached no more.",
  no_endpoint: "Lightspeed has no address to tell us what becomes of orders: the webhook endpoint is not registered.",
  no_order_profile: "No order profile is chosen for this kind of order.",
} as const;

async function holdForSetup(
  tx: TenantTransaction,
  order: Order,
  now: Date,
  missing: keyof typeof setupWords,
): Promise<void> {
  // What may be on the till already is not called failed: reading back decides, or a person who was asked before.
  if (order.status !== "paid") return;
  if (order.inDoubt) await leaveUnclear(tx, order, now, notSent(setupWords[missing]));
  else await hold(tx, order, now, `setup:${missing}`, setupWords[missing]);
}

async function writeOutcome(
  services: Services,
  tx: TenantTransaction,
  claim: Claim,
  call: TillCall,
  body: unknown,
): Promise<void> {
  const { order, wasInDoubt } = claim;
  const now = services.now();
  const current = await holdOrder(tx, order.id);
  await recordExchanges(tx, order.id, call, { kind: `orders.${order.kind}`, attempt: order.attempts, body });
  // A newer claim, or the notification, was faster: what this try found out is in the timeline and changes nothing.
  if (current?.version !== order.version || current.status !== "submitting") return;
  const { outcome } = call;
  switch (outcome.kind) {
    case "accepted":
      await accept(services, tx, claim, now, outcome);
      break;
    case "refused":
      if (foundBefore(order) !== null) await refuseUnclear(tx, claim, now, outcome);
      else if (wasInDoubt || outcome.afterDoubt) await lookAtOnce(tx, claim, now, outcome);
      else await reject(tx, claim, now, outcome);
      break;
    case "unsent":
      // Nothing left: the till cannot have it from this try.
      await patchOrder(tx, order.id, { inDoubt: wasInDoubt, ...stillBefore(claim) });
      await tryAgain(tx, order, now, outcome.retryAfterMs);
      break;
    case "unknown":
      await tryAgain(tx, order, now, 0);
  }
  await tellOrder(tx, order.id);
}

const stillBefore = ({ before: { deliverableUntil, businessLocationId } }: Claim) => ({
  ...{ deliverableUntil, businessLocationId },
});

async function accept(
  services: Services,
  tx: TenantTransaction,
  { order, setup }: Claim,
  now: Date,
  { earlier }: { earlier: boolean },
): Promise<void> {
  const due = later(order.scheduledFor, now);
  const askAfter = Math.min(askAfterMs(services), setup.deliverWithinMs);
  await moveOrder(tx, order.id, "acceptance", {
    now,
    version: order.version,
    set: {
      submittedAt: order.submittedAt ?? now,
      deadlineAt: after(due, askAfter),
      inDoubt: false,
      ...(earlier ? {} : notFoundBefore(order)),
    },
    line: { message: "Queued for the till; the till has not confirmed it yet" },
  });
}

async function reject(
  tx: TenantTransaction,
  { order, before }: Claim,
  now: Date,
  { code, detail }: { code: string; detail: string },
): Promise<void> {
  await moveOrder(tx, order.id, "rejection", {
    now,
    version: order.version,
    set: {
      ...{ failureCode: code, failureDetail: detail, failureStep: "order", deadlineAt: null, inDoubt: false },
      ...{ deliverableUntil: before.deliverableUntil, refundDueAt: after(now, patience.refund) },
    },
    line: { message: `Lightspeed refused the order: ${detail}` },
  });
}

/** This try was certainly not taken; the one of which something may be on the till is a person's matter, as it was before. */
async function refuseUnclear(
  tx: TenantTransaction,
  { order, before }: Claim,
  now: Date,
  { detail, afterDoubt }: { detail: string; afterDoubt: boolean },
): Promise<void> {
  const set = { inDoubt: false, deliverableUntil: afterDoubt ? order.deliverableUntil : before.deliverableUntil };
  await leaveUnclear(tx, order, now, { move: "rejection", why: `Refused when it was sent again: ${detail}`, set });
}

/** This attempt was certainly not taken; an earlier one, of this call or of another, may have been. What is on the till decides, and the same is not sent once more. */
async function lookAtOnce(
  tx: TenantTransaction,
  { order, before }: Claim,
  now: Date,
  { code, detail, afterDoubt }: { code: string; detail: string; afterDoubt: boolean },
): Promise<void> {
  const deliverableUntil = afterDoubt ? order.deliverableUntil : before.deliverableUntil;
  const refused = { failureCode: code, failureDetail: detail, failureStep: "order" } as const;
  await patchOrder(tx, order.id, { ...refused, deliverableUntil, deadlineAt: now });
  await enqueueForOrder(tx, reconcileOrderTask, { merchantId: tx.merchantId, orderId: order.id });
}

async function tryAgain(tx: TenantTransaction, order: Order, now: Date, askedMs: number): Promise<void> {
  const runAt = after(now, retryPause(order.attempts, askedMs));
  await patchOrder(tx, order.id, { deadlineAt: after(runAt, patience.call) });
  await enqueueForOrder(tx, submitOrderTask, { merchantId: tx.merchantId, orderId: order.id }, runAt);
}
