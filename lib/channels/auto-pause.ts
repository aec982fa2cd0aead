import { type TenantTransaction, withTenant } from "@/db/client";
import {
  countPosError,
  hasPosErrors,
  pauseSelling,
  resetPosErrors,
  resumeSelling,
  type SystemPause,
} from "@/db/queries/channels";
import { findLocation } from "@/db/queries/locations";
import { findReadiness } from "@/db/queries/pos-readiness";
import type { OrderChannel } from "@/db/schema";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssue } from "@/lib/attention/resolve-issue";
import { explainNotReady } from "@/lib/lightspeed/readiness/explain-not-ready";
import { publishLive } from "@/lib/live/publish";
import { openingAt } from "@/lib/locations/opening-times";
import type { Services } from "@/lib/services";
import { tellKitchenLater } from "./tell-kitchen.task";

/** Orders in a row that the till did not take, after which nobody else is charged for one. */
export const POS_ERRORS_LIMIT = 5;

/** The till did not take an order of this channel. From the fifth in a row on the channel waits for a proof. */
export async function notePosError(
  tx: TenantTransaction,
  { locationId, channel }: { locationId: string; channel: OrderChannel },
  now: Date,
): Promise<void> {
  const count = await countPosError(tx, { locationId, channel });
  if (count === null || count < POS_ERRORS_LIMIT) return;
  const reason = `The till did not take ${count} orders in a row. It resumes by itself once the till takes one again: send a test order.`;
  await pause(tx, { locationId, channel }, { cause: "pos_errors", reason, at: now });
}

/** The till took an order there, through whatever channel: proof that it works again. */
export async function noteLanding(tx: TenantTransaction, locationId: string, now: Date): Promise<void> {
  if (!(await hasPosErrors(tx, locationId))) return;
  await resetPosErrors(tx, locationId);
  await resume(tx, locationId, "pos_errors", { before: now, now, proof: "The till took an order again." });
}

/** Pauses what sells where the till says that it takes no orders, and lets it go on once it says that it does. */
export async function followReadiness(
  { db, now }: Pick<Services, "db" | "now">,
  { merchantId, locationId }: { merchantId: string; locationId: string },
): Promise<void> {
  await withTenant(db, merchantId, async (tx) => {
    const word = (await findReadiness(tx, locationId))?.readiness;
    if (!word?.readAt) return;
    const at = now();
    if (word.status === "NOT_READY") {
      const reasons = explainNotReady(word);
      const reason = `The till takes no online orders${reasons.length > 0 ? `: ${reasons.join("; ")}` : ""}.`;
      await pause(tx, { locationId }, { cause: "not_ready", reason, at });
    }
    if (word.status !== "READY") return;
    const proof = "Lightspeed says that the till takes online orders.";
    await resume(tx, locationId, "not_ready", { before: at, now: at, proof });
    // Away and back since: whatever was wrong then, the till has started anew.
    if (word.lastUpdatedAt) await resume(tx, locationId, "pos_errors", { before: word.lastUpdatedAt, now: at, proof });
  });
}

type At = { locationId: string; channel?: OrderChannel };

async function pause(tx: TenantTransaction, at: At, why: SystemPause): Promise<void> {
  const { locationId } = at;
  const paused = await pauseSelling(tx, at, why);
  if (paused.length === 0) return;
  await publishLive(tx, tx.merchantId, "channels", { locationId });
  const location = await findLocation(tx, locationId);
  // After closing time a till that is off is no news to anybody.
  if (!location || !openingAt(location.openingHours, location.timeZone, why.at).isOpen) return;
  await tellKitchenLater(tx, { locationId, message: "UPVENDO: online orders are paused. Guests order with you." });
  // A till that takes no orders is an issue already (lib/lightspeed/readiness): one problem, one issue.
  if (why.cause === "not_ready") return;
  await raiseIssue(tx, {
    ...{ merchantId: tx.merchantId, kind: "channel_paused", key: `${locationId}:${why.cause}`, locationId },
    ...{ title: `${location.name}: orders are paused`, body: why.reason, severity: "critical", at: why.at },
    ...{ remedy: "Look at the failed orders, then send a test order.", href: "/channels" },
  });
}

async function resume(
  tx: TenantTransaction,
  locationId: string,
  cause: SystemPause["cause"],
  { before, now, proof }: { before: Date; now: Date; proof: string },
): Promise<void> {
  const resumed = await resumeSelling(tx, locationId, cause, before);
  if (resumed.length === 0) return;
  await publishLive(tx, tx.merchantId, "channels", { locationId });
  await resolveIssue(tx, {
    ...{ merchantId: tx.merchantId, kind: "channel_paused", key: `${locationId}:${cause}`, proof, at: now },
  });
  const location = await findLocation(tx, locationId);
  const { openingHours = null, timeZone = "" } = location ?? {};
  // As of the pause: outside opening hours the kitchen was not told of it.
  const told = resumed.some(
    ({ pausedAt }) => pausedAt && openingHours && openingAt(openingHours, timeZone, pausedAt).isOpen,
  );
  if (told) await tellKitchenLater(tx, { locationId, message: "UPVENDO: online orders are on again." });
}
