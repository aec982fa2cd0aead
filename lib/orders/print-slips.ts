import { type TenantTransaction, withTenant } from "@/db/client";
import { changeSlip, deleteSlip, findSlip } from "@/db/queries/kitchen-slips";
import { findLocation } from "@/db/queries/locations";
import { holdOrder } from "@/db/queries/orders";
import { type KitchenSlip, type Order, type SlipKind, type SlipState, slipKinds } from "@/db/schema";
import type { Services } from "@/lib/services";
import { isMissing, raiseUnheardCancellation, raiseUnseen } from "./kitchen-slips";
import { after, patience, retryPause } from "./patience";
import { recordExchanges } from "./record-exchanges";
import { recordTimeline } from "./record-timeline";
import { slipWords } from "./slip-words";
import { enqueueForOrder, printSlipsTask } from "./tasks";
import { tellOrder } from "./tell";
import { callTill, type TillCall } from "./till-call";
import { findTillPlace } from "./till-setup";

type Target = { merchantId: string; orderId: string };

/** Tries in a row that certainly did not arrive, about a minute together. */
const MOST_TRIES = 5;

/**
 * Tells the kitchen on paper what waits to be told about an order. Nothing at Lightspeed makes a message single, so that it leaves is
 * committed before it does: what may have been printed is never printed again, and what certainly was not is tried again for a while.
 */
export async function printSlips(services: Services, { merchantId, orderId }: Target): Promise<void> {
  for (const kind of slipKinds) await printSlip(services, { merchantId, orderId }, kind);
}

type Claim = { slip: KitchenSlip; businessLocationId: string; message: string; claimedAtMs: number };

async function printSlip(services: Services, { merchantId, orderId }: Target, kind: SlipKind): Promise<void> {
  const claim = await withTenant(services.db, merchantId, (tx) => claimSlip(services, tx, orderId, kind));
  if (!claim) return;
  const { businessLocationId, message } = claim;
  const body = { message, alsoToPrinter: true };
  const call = await callTill(services, merchantId, claim, (client) =>
    client.messages.print({ query: { businessLocationId }, body }),
  );
  await withTenant(services.db, merchantId, (tx) => writeOutcome(services, tx, claim, call, body));
}

async function claimSlip(
  services: Services,
  tx: TenantTransaction,
  orderId: string,
  kind: SlipKind,
): Promise<Claim | null> {
  const order = await holdOrder(tx, orderId);
  const slip = order && (await findSlip(tx, { orderId, kind }));
  if (!slip) return null;
  const now = services.now();
  if (slip.state === "leaving") return leaveAlone(tx, order, slip, now);
  if (slip.state !== "waiting") return null;
  if (!(await isStillTrue(tx, order, kind))) {
    await deleteSlip(tx, { orderId, kind }, "waiting");
    return null;
  }
  const place = await findTillPlace(tx, order);
  if (typeof place === "string") {
    await end(tx, order, slip, now, { state: "untold", reason: withoutPlace[place] });
    return null;
  }
  const location = await findLocation(tx, order.locationId);
  const message = slipWords(kind, order, location?.timeZone ?? "UTC");
  const attempts = slip.attempts + 1;
  const claimedAtMs = performance.now();
  const taken = await changeSlip(tx, slip, { state: "leaving", attempts, leftAt: now, message, updatedAt: now });
  if (!taken) return null;
  const { businessLocationId } = place;
  return { slip: { ...slip, state: "leaving", attempts }, businessLocationId, message, claimedAtMs };
}

const withoutPlace = {
  not_linked: "This location is not linked to Lightspeed.",
  place_gone: "The place that the order was sent to can be reached no more.",
} as const;

/** Whoever sent it has not come back. While it may, it is left alone; after that nobody will ever know, and once is the most. */
async function leaveAlone(tx: TenantTransaction, order: Order, slip: KitchenSlip, now: Date): Promise<null> {
  const until = after(slip.leftAt ?? now, patience.call);
  if (until > now) {
    await enqueueForOrder(tx, printSlipsTask, { merchantId: tx.merchantId, orderId: order.id }, until);
    return null;
  }
  await end(tx, order, slip, now, {
    state: "unsure",
    reason: "The process that sent it ended before the answer came.",
  });
  return null;
}

/** What was overtaken before it was printed is not printed. */
async function isStillTrue(tx: TenantTransaction, order: Order, kind: SlipKind): Promise<boolean> {
  if (kind === "not_on_till") return isMissing(order);
  if (kind === "cancelled") return true;
  const warning = await findSlip(tx, { orderId: order.id, kind: "not_on_till" });
  return warning !== null && warning.state !== "untold" && warning.state !== "waiting";
}

async function writeOutcome(
  services: Services,
  tx: TenantTransaction,
  { slip }: Claim,
  call: TillCall,
  body: unknown,
): Promise<void> {
  const order = await holdOrder(tx, slip.orderId);
  if (!order) return;
  const now = services.now();
  const { outcome } = call;
  await recordExchanges(tx, order.id, call, { kind: "messages.print", attempt: slip.attempts, body });
  if (outcome.kind === "unsent" && slip.attempts % MOST_TRIES !== 0) {
    const reason = outcome.detail;
    if (!(await changeSlip(tx, slip, { state: "waiting", leftAt: null, reason, updatedAt: now }))) return;
    const runAt = after(now, retryPause(slip.attempts, outcome.retryAfterMs));
    return enqueueForOrder(tx, printSlipsTask, { merchantId: tx.merchantId, orderId: order.id }, runAt);
  }
  await end(tx, order, slip, now, endings[outcome.kind]("detail" in outcome ? outcome.detail : ""));
}

type Ending = { state: Extract<SlipState, "told" | "unsure" | "untold">; reason: string | null };

const endings = {
  accepted: (): Ending => ({ state: "told", reason: null }),
  unknown: (reason: string): Ending => ({ state: "unsure", reason }),
  refused: (reason: string): Ending => ({ state: "untold", reason }),
  unsent: (reason: string): Ending => ({ state: "untold", reason }),
};

const said = {
  not_on_till: "that this order is not on the till",
  now_on_till: "that this order is on the till now",
  cancelled: "that this order was cancelled",
} as const;

const told = {
  told: (what: string) => `The kitchen was told by a printed message ${what}`,
  unsure: (what: string) => `The printed message ${what} may not have arrived. Tell the kitchen yourself.`,
  untold: (what: string) => `The kitchen could not be told by a printed message ${what}. Tell it yourself.`,
} as const;

async function end(
  tx: TenantTransaction,
  order: Order,
  slip: KitchenSlip,
  now: Date,
  { state, reason }: Ending,
): Promise<void> {
  // A late word of an earlier try, or of a process that was frozen, changes nothing.
  if (!(await changeSlip(tx, slip, { state, reason, updatedAt: now }))) return;
  const message = told[state](said[slip.kind]);
  await recordTimeline(tx, order.id, {
    ...{ at: now, direction: "here", kind: "kitchen slip", message },
    detail: { slip: slip.kind, outcome: state, ...(reason === null ? {} : { reason }) },
  });
  if (state !== "told" && slip.kind === "not_on_till" && isMissing(order))
    await raiseUnseen(tx, order, { state, reason }, now);
  if (state !== "told" && slip.kind === "cancelled") await raiseUnheardCancellation(tx, order, { state, reason }, now);
  await tellOrder(tx, order.id);
}
