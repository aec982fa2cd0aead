import { salesClosedOn, today } from "../sales/ledger";
import { paidCents, totalCents } from "../sales/sale";
import { sum } from "../world/money";
import type { Site } from "../world/world";
import { type Check, checkTotal, dueCents, settledCents } from "./check";
import { openChecks } from "./checks";
import { isReady, statusOf } from "./status";

/** Amounts are whole cents here: the control API is for programs and for the page. */
export function viewOfCheck(check: Check) {
  const { legacyId: _legacyId, ...rest } = check;
  return {
    ...rest,
    totalCents: checkTotal(check.lines),
    paidCents: settledCents(check),
    tipCents: sum(check.payments.map(({ tipCents }) => tipCents)),
    dueCents: dueCents(check),
  };
}

const newestFirst = <T>(entries: [string, T][], count = 50): T[] =>
  entries
    .slice(-count)
    .reverse()
    .map(([, value]) => value);

/** All that a person at this till sees. */
export function viewOfTill(site: Site) {
  const { till, venue } = site;
  const status = statusOf(site);
  const closed = salesClosedOn(site, today(site));
  return {
    locationId: venue.location.id,
    name: venue.location.name,
    now: new Date(site.now()).toISOString(),
    businessDay: today(site),
    ready: isReady(status),
    status,
    checks: openChecks(site).map(viewOfCheck),
    orders: newestFirst(till.orders.entries()),
    payments: newestFirst(till.payments.entries()),
    messages: newestFirst(till.messages.entries()),
    closed: newestFirst(till.sales.entries().filter(([, { type }]) => type === "SALE")).map(
      ({ identifier, closedAt, cancelled, references, lines }) => ({
        ...{ identifier, closedAt, cancelled, references },
        names: lines.map(({ name }) => name),
        totalCents: totalCents(lines),
      }),
    ),
    counts: till.counts.entries().map(([, count]) => count),
    sales: {
      count: closed.length,
      totalCents: sum(closed.map(({ lines }) => totalCents(lines))),
      paidCents: sum(closed.map(({ payments }) => paidCents(payments))),
      tipCents: sum(closed.flatMap(({ payments }) => payments.map(({ tipCents }) => tipCents))),
    },
  };
}
