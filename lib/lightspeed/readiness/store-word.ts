import type { TenantTransaction } from "@/db/client";
import { beginOutage, endOutages } from "@/db/queries/location-outages";
import { findReadiness, type ReadinessRow, type ReadinessWord, storeReadiness } from "@/db/queries/pos-readiness";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssue } from "@/lib/attention/resolve-issue";
import { publishLive } from "@/lib/live/publish";
import { openingAt } from "@/lib/locations/opening-times";
import { writeLog } from "../connection/log";
import { explainNotReady } from "./explain-not-ready";

/** A vendor clock ahead of ours must not shut out every later word. */
const AHEAD_MS = 60_000;

type Word = Omit<ReadinessWord, "versionAt" | "askedAt">;
type Place = { locationId: string; businessLocationId: string };

/**
 * Stores what Lightspeed said about a till, unless something newer is known; `saidAt` is when we asked or were told.
 * The merchant's pages and log hear of a change.
 */
export async function storeWord(
  tx: TenantTransaction,
  place: Place,
  word: Word,
  saidAt: Date,
): Promise<"changed" | "same" | "older" | "not_linked"> {
  const before = await findReadiness(tx, place.locationId);
  if (before?.businessLocationId !== place.businessLocationId) return "not_linked";
  const said = word.lastUpdatedAt ?? saidAt;
  const versionAt = new Date(Math.min(said.getTime(), saidAt.getTime() + AHEAD_MS));
  if (!(await storeReadiness(tx, place, { ...word, versionAt, askedAt: word.source === "poll" ? saidAt : null })))
    return "older";
  await publishLive(tx, tx.merchantId, "readiness", { locationId: place.locationId });
  const known = before.readiness?.status ?? null;
  if (word.status === "NOT_READY") await raiseNotReady(tx, before, word);
  if (word.status === "READY" && known !== "READY") await settleNotReady(tx, before, word.readAt);
  if (known !== word.status) {
    // As the vendor dates the change; of the first word only that it is so now.
    const since = known === null || versionAt > saidAt ? saidAt : versionAt;
    const { locationId } = place;
    if (word.status === "NOT_READY") await beginOutage(tx, { locationId, cause: "till_not_ready", startedAt: since });
    if (word.status === "READY")
      await endOutages(tx, { causes: ["till_not_ready"], locationIds: [locationId], at: since });
  }
  if (known === word.status) return "same";
  if (known !== null || word.status !== "READY")
    await writeLog(tx, word.readAt, {
      level: "info",
      operation: "POS readiness",
      message: sentence(before.locationName, word),
    });
  return "changed";
}

const KIND = "till_readiness";

/**
 * After closing time a till that is off is no news to anybody; one that is still off when the location opens is. A location that
 * takes no orders any more needs no till.
 */
async function raiseNotReady(tx: TenantTransaction, place: ReadinessRow, word: Word): Promise<void> {
  const { locationId, locationName, locationActive, openingHours, timeZone } = place;
  if (!locationActive) {
    const proof = `${locationName} takes no orders any more.`;
    await resolveIssue(tx, { merchantId: tx.merchantId, kind: KIND, key: locationId, proof, at: word.readAt });
    return;
  }
  if (!openingAt(openingHours, timeZone, word.readAt).isOpen) return;
  await raiseIssue(tx, {
    ...{ merchantId: tx.merchantId, kind: KIND, key: locationId, locationId, severity: "warning", at: word.readAt },
    ...{ title: `${locationName}: the till takes no online orders`, body: sentence(locationName, word) },
    remedy: "See to the till: open the day, and keep the POS app open on an iPad that is online.",
    href: "/lightspeed?tab=status",
  });
}

async function settleNotReady(tx: TenantTransaction, { locationId, locationName }: ReadinessRow, at: Date) {
  const proof = `Lightspeed says that the till of ${locationName} takes online orders.`;
  await resolveIssue(tx, { merchantId: tx.merchantId, kind: KIND, key: locationId, proof, at });
}

function sentence(location: string, word: Word): string {
  if (word.status === "READY") return `The till of ${location} takes online orders.`;
  const reasons = explainNotReady(word);
  return `The till of ${location} takes no online orders now${reasons.length > 0 ? `: ${reasons.join("; ")}` : ""}.`;
}
