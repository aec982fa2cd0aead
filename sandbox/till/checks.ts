import { findInHistory, guestsPresent } from "../sales/ledger";
import { uuidFrom } from "../world/random";
import { block, type Venue } from "../world/venue";
import type { Site } from "../world/world";
import { type Check, checkFromSale } from "./check";

/** Numbers for what the deprecated numeric ids name: an account and its lines. */
function legacyId(venue: Venue, identifier: string): string {
  const number = Number(identifier.split(".")[1] ?? 0);
  return (BigInt(venue.id(block.accounts)) * 100n + BigInt(number % 100_000) * 50n).toString();
}

export const legacyIdOf = legacyId;

/** All open checks: those of the till, and guests of the history who sit there now. Oldest first. */
export function openChecks(site: Site): Check[] {
  const now = site.now();
  const own = site.till.checks.entries().flatMap(([, check]) => (check.closedAt === undefined ? [check] : []));
  const guests = guestsPresent(site).map((sale) =>
    checkFromSale(sale, legacyId(site.venue, sale.identifier), now, uuidFrom),
  );
  return [...own, ...guests].sort((a, b) => a.openedAt - b.openedAt);
}

/** A check by its identifier, closed ones too; a guest of the history only while he sits there. */
export function findCheck(site: Site, identifier: string): Check | undefined {
  const own = site.till.checks.get(identifier);
  if (own) return own;
  const sale = findInHistory(site, identifier);
  const now = site.now();
  if (!sale || sale.openedAt > now || sale.type !== "SALE") return undefined;
  const check = checkFromSale(sale, legacyId(site.venue, identifier), now, uuidFrom);
  if (sale.closedAt > now) return check;
  const payments = sale.payments.map((payment) => ({ ...payment, staffId: sale.owner.id }));
  return { ...check, closedAt: sale.closedAt, payments };
}

/** Keeps a changed check; a guest of the history becomes the till's own by it. */
export function saveCheck(site: Site, check: Check): Check {
  if (!site.till.checks.get(check.identifier) && findInHistory(site, check.identifier)) {
    site.till.adopted.set(check.identifier, true);
  }
  site.till.checks.set(check.identifier, check);
  site.changed();
  return check;
}
