import { reversed, type Sale } from "../sales/sale";
import { notifyCount, notifyOrigins, notifyReadiness } from "../webhooks/notify";
import { floorPlansOf } from "../world/back-office";
import { uuidFrom } from "../world/random";
import { staff } from "../world/reference";
import type { Site, World } from "../world/world";
import { type Check, dueCents } from "./check";
import { findCheck, legacyIdOf, saveCheck } from "./checks";
import { closeCheck } from "./close-check";
import type { LineBody } from "./order-body";
import { newIdentifier, priceAll } from "./perform-order";
import { Refused } from "./price-lines";
import { methodFor, withPayment } from "./staff-and-money";
import { changeStatus, setCount } from "./status";
import type { TillStatus } from "./till-state";

export type TillLine = { sku: string; quantity?: number | undefined } & Partial<
  Omit<LineBody, "sku" | "quantity" | "subItems">
> & {
    subItems?: TillLine[] | undefined;
  };

export const asLine = ({ sku, quantity = 1, modifiers = [], subItems = [], ...rest }: TillLine): LineBody => ({
  ...rest,
  sku,
  quantity,
  modifiers,
  subItems: subItems.map(asLine),
});

/** What the staff does at the till. Each tells the endpoints that have asked to know. */
export function switchTill(world: World, site: Site, part: Partial<TillStatus>): void {
  if (!changeStatus(site, part)) return;
  notifyReadiness(world, site);
  world.engine.wake(site);
}

export function restrict(world: World, site: Site, sku: string, count: number | null): void {
  if (!site.items.bySku(sku)) throw new Refused(`Item ${sku} is not sold at this location`);
  notifyCount(world, site, setCount(site, sku, count));
}

type NewCheck = {
  table?: number | undefined;
  name?: string | undefined;
  covers: number;
  profile?: string | undefined;
  lines: TillLine[];
};

export function openCheck(site: Site, wanted: NewCheck): Check {
  const { profile, lines } = priceAll(site, wanted.lines.map(asLine), wanted.profile, "DINEIN");
  const identifier = newIdentifier(site);
  return saveCheck(site, {
    identifier,
    legacyId: legacyIdOf(site.venue, identifier),
    uuid: uuidFrom(`${site.venue.location.id} ${identifier}`),
    name: wanted.name ?? (wanted.table === undefined ? identifier : `Table ${wanted.table}`),
    openedAt: site.now(),
    table: wanted.table,
    covers: wanted.covers,
    staffId: staff[0]?.id ?? 0,
    profileCode: profile.code,
    origins: [],
    lines,
    payments: [],
  });
}

function openOne(site: Site, identifier: string): Check {
  const check = findCheck(site, identifier);
  if (!check) throw new Refused(`There is no check ${identifier}`);
  if (check.closedAt !== undefined) throw new Refused(`Check ${identifier} is closed`);
  return check;
}

function changed(world: World, site: Site, check: Check): Check {
  const saved = saveCheck(site, check);
  notifyOrigins(world, site, saved, "CHECK_WAS_UPDATED");
  return saved;
}

export function addLines(world: World, site: Site, identifier: string, lines: TillLine[]): Check {
  const check = openOne(site, identifier);
  const added = priceAll(site, lines.map(asLine), check.profileCode, "DINEIN").lines;
  return changed(world, site, { ...check, lines: [...check.lines, ...added] });
}

export function removeLine(world: World, site: Site, identifier: string, lineId: string): Check {
  const check = openOne(site, identifier);
  return changed(world, site, { ...check, lines: check.lines.filter(({ id }) => id !== lineId) });
}

type TillPayment = { method: string; cents?: number | undefined; tipCents: number };

/** Without an amount, all that is due. */
export function payCheck(world: World, site: Site, identifier: string, payment: TillPayment): Check {
  const check = openOne(site, identifier);
  const cents = payment.cents ?? dueCents(check);
  if (cents > dueCents(check)) throw new Refused("That is more than is due");
  const code = methodFor(site, payment.method);
  if (code === "PAYMENT_METHOD_NOT_FOUND") throw new Refused(`There is no payment method ${payment.method}`);
  const { tipCents } = payment;
  return changed(world, site, withPayment(site, check, { code, cents, tipCents, staffId: check.staffId }));
}

export function finishCheck(world: World, site: Site, identifier: string): Check {
  const check = openOne(site, identifier);
  if (dueCents(check) !== 0) throw new Refused(`Check ${identifier} is not paid`);
  const closed = closeCheck(site, check);
  notifyOrigins(world, site, closed, "CLOSED");
  return closed;
}

export function cancelCheck(world: World, site: Site, identifier: string): Check {
  const check = openOne(site, identifier);
  if (check.payments.length > 0) throw new Refused(`Check ${identifier} has a payment`);
  const cancelled = saveCheck(site, { ...check, cancelled: true, closedAt: site.now() });
  notifyOrigins(world, site, cancelled, "CANCELLED");
  return cancelled;
}

/**
 * Takes a closed check back: the receipt is marked, and one with the signs turned stands beside it. Nothing is told to the endpoints: the
 * contract has no word for what becomes of a check after its end.
 */
export function voidSale(site: Site, identifier: string): Sale {
  const sale = site.till.sales.get(identifier);
  if (sale?.type !== "SALE") throw new Refused(`There is no sale ${identifier}`);
  if (sale.cancelled) throw new Refused(`Sale ${identifier} is voided already`);
  const own = newIdentifier(site);
  const times = { openedAt: site.now(), closedAt: site.now(), filedAt: sale.filedAt };
  const names = { identifier: own, receiptId: own.replace("A", "R"), voidReason: "User Mistake" };
  site.till.sales.set(own, reversed(sale, "VOID", sale.lines, { ...names, ...times }));
  const voided = { ...sale, cancelled: true };
  site.till.sales.set(identifier, voided);
  site.changed();
  return voided;
}

/** The guests sit somewhere else now, or the bill goes to another table. */
export function moveToTable(world: World, site: Site, identifier: string, table: number): Check {
  const check = openOne(site, identifier);
  if (!floorPlansOf(site).some(({ tables }) => tables.some(({ number }) => number === table)))
    throw new Refused(`There is no table ${table}`);
  return changed(world, site, { ...check, table });
}

export function moveOn(world: World, site: Site, identifier: string, stage: "READY_FOR_PICKUP" | "IN_DELIVERY"): Check {
  const check = findCheck(site, identifier);
  if (!check) throw new Refused(`There is no check ${identifier}`);
  const saved = saveCheck(site, { ...check, stage });
  notifyOrigins(world, site, saved, stage);
  return saved;
}
