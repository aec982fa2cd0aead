import { addDays, startOfBusinessDay } from "../world/business-day";
import { MICRO_PER_CENT, sum, taxed } from "../world/money";
import { type Random, randomFrom } from "../world/random";
import { devices, discountPlans, profilePrice, staff } from "../world/reference";
import { type BaseItem, type Profile, tablesOf, taxOf, type Venue } from "../world/venue";
import { paidCents, reversed, type Sale, type SaleLine, type SalePayment, totalCents } from "./sale";

const MINUTE = 60_000;
const EPOCH = Date.parse("2020-01-01T00:00:00Z");
/** Room for so many accounts in a day: the number of an account tells its day. */
export const ACCOUNTS_PER_DAY = 10_000;

export const dayNumber = (date: string) => Math.round((Date.parse(`${date}T00:00:00Z`) - EPOCH) / 86_400_000);
export const dateOfNumber = (number: number) => addDays("2020-01-01", Math.floor(number / ACCOUNTS_PER_DAY));

/** Minutes after the start of the business day at which guests sit down, and how often. */
const services = [
  { from: 7.5 * 60, to: 10 * 60, weight: 0.35 },
  { from: 10 * 60, to: 13.5 * 60, weight: 0.1 },
  { from: 13.5 * 60, to: 17.5 * 60, weight: 0.4 },
  { from: 17.5 * 60, to: 21.6 * 60, weight: 0.15 },
];
const weekday = [0.9, 0.6, 0.7, 0.8, 1, 1.4, 1.5];
const voidReasons = ["Broken", "Cooking", "Taste", "Unhappy Client", "User Mistake", "Waited too long"];

type Draft = { venue: Venue; random: Random; number: number; start: number };

function openingMinute(random: Random): number {
  let left = random.next();
  for (const { from, to, weight } of services) {
    left -= weight;
    if (left <= 0) return random.whole(from, to);
  }
  return random.whole(services[2]?.from ?? 0, services[2]?.to ?? 0);
}

const sellable = new WeakMap<Venue, BaseItem[]>();

function sold(venue: Venue): BaseItem[] {
  const known = sellable.get(venue);
  if (known) return known;
  const items = venue.items.filter(({ product }) => product.price > 0 && !product.type && product.sku.length > 0);
  // Even with a cellar of thousands most guests have a dish from the kitchen.
  const made = items.length > 1_000 ? [...items.slice(0, 40), ...items.slice(0, 40), ...items.slice(40, 100)] : items;
  sellable.set(venue, made);
  return made;
}

function line({ venue, random, number }: Draft, place: number, profile: Profile, at: number): SaleLine {
  const { product } = random.pick(sold(venue));
  const quantity = random.chance(0.75) ? 1 : random.whole(2, 4);
  const listCents = profilePrice(Math.round(product.price * 100), profile);
  const discount = random.chance(0.05) ? random.pick(discountPlans.slice(0, 2)) : undefined;
  const full = listCents * quantity * MICRO_PER_CENT;
  const off = discount ? Math.round((full * (discount.percent ?? 0)) / 100) : 0;
  const tax = taxOf(venue, product.group, profile);
  const amounts = taxed((full - off) / MICRO_PER_CENT, tax);
  return {
    id: `S${venue.posIds.history}.${number * 100 + place}`,
    sku: product.sku,
    name: product.name,
    quantity,
    listCents,
    costCents: Math.round(product.cost * 100),
    ...amounts,
    discount: off,
    discountCode: discount?.code,
    discountName: discount?.name,
    taxCode: tax.code,
    percent: tax.percent,
    included: tax.included,
    group: product.group,
    at,
  };
}

function methodOf(random: Random, online: boolean): string {
  if (online) return "OOPAYMENT";
  const drawn = random.next();
  return drawn < 0.68 ? "CARD" : drawn < 0.9 ? "CASH" : drawn < 0.97 ? "MEALVOUCHER" : "INVOICE";
}

function paymentsOf(draft: Draft, total: number, online: boolean, at: number): SalePayment[] {
  const { random, number, venue } = draft;
  const shares =
    total > 4_000 && !online && random.chance(0.15) ? [Math.floor(total / 2), Math.ceil(total / 2)] : [total];
  return shares.map((cents, place) => {
    const code = methodOf(random, online);
    const generous = (code === "CARD" || code === "OOPAYMENT") && random.chance(0.35);
    return {
      code,
      cents,
      tipCents: generous ? Math.round((cents * random.whole(3, 12)) / 1_000) * 10 : 0,
      roundingCents: 0,
      at,
      number: number * 10 + place,
      reference: online ? `upvpay-${venue.location.id}-${number}` : undefined,
      authorization: code === "CARD" ? String(random.whole(100_000, 999_999)) : undefined,
    };
  });
}

function sale(draft: Draft): Sale {
  const { venue, random, number, start } = draft;
  const drawn = random.next();
  const [dineIn, takeaway, delivery] = venue.profiles;
  const profile = (drawn < 0.75 ? dineIn : drawn < 0.92 ? takeaway : delivery) as Profile;
  const atTable = profile.deliveryMode === "NONE";
  const tables = tablesOf(venue).filter(({ active }) => active);
  const openedAt = start + openingMinute(random) * MINUTE + random.whole(0, 59_999);
  const stay = atTable ? random.whole(35, 120) : random.whole(6, 25);
  const closedAt = openedAt + stay * MINUTE;
  const covers = atTable ? random.whole(1, 6) : 1;
  const count = atTable ? covers + random.whole(0, covers) : random.whole(1, 4);
  const moments = Array.from({ length: count }, () => openedAt + Math.floor(random.next() * stay * 0.7 * MINUTE));
  const lines = moments.sort((a, b) => a - b).map((at, place) => line(draft, place, profile, at));
  const online = random.chance(atTable ? 0.06 : 0.6);
  const identifier = `A${venue.posIds.history}.${number}`;
  const reference = `upv-${number}`;
  return {
    identifier,
    receiptId: `R${venue.posIds.history}.${number}`,
    type: "SALE",
    cancelled: false,
    initial: identifier,
    openedAt,
    closedAt,
    filedAt: closedAt,
    table: atTable && tables.length > 0 && random.chance(0.92) ? random.pick(tables).number : undefined,
    covers,
    profileCode: profile.code,
    dineIn: atTable,
    owner: random.pick(staff),
    device: random.pick(devices),
    references: online ? [`TASK:OO-${venue.location.id}-${reference}`] : [],
    lines,
    payments: paymentsOf(draft, totalCents(lines), online, closedAt - 20_000),
  };
}

/** What the back office or the staff took back of a day's sales: cancelled bills the same evening, refunds the day after. */
function corrections(venue: Venue, date: string, sales: Sale[]): Sale[] {
  const random = randomFrom(`corrections ${venue.location.id} ${date}`);
  const made: Sale[] = [];
  let number = dayNumber(date) * ACCOUNTS_PER_DAY + ACCOUNTS_PER_DAY / 2;
  const take = (chosen: Sale, type: "VOID" | "REFUND", closedAt: number, lines: SaleLine[]) => {
    number += 1;
    const names = { identifier: `A${venue.posIds.history}.${number}`, receiptId: `R${venue.posIds.history}.${number}` };
    const voidReason = type === "VOID" ? random.pick(voidReasons) : undefined;
    const times = { openedAt: closedAt, closedAt, filedAt: chosen.closedAt };
    made.push(reversed(chosen, type, lines, { ...names, ...times, voidReason }));
  };
  for (const chosen of sales) {
    if (random.chance(0.015)) {
      chosen.cancelled = true;
      take(chosen, "VOID", chosen.closedAt + random.whole(1, 5) * MINUTE, chosen.lines);
    } else if (random.chance(0.01)) {
      const nextMorning = startOfBusinessDay(addDays(date, 1), venue.zone) + random.whole(300, 420) * MINUTE;
      take(chosen, "REFUND", nextMorning, chosen.lines.slice(0, 1));
    }
  }
  return made;
}

export type Day = { sales: Sale[]; corrections: Sale[] };

/** The guests of a business day, always the same for a location and a date; corrections may lie on the next day. */
export function historyOf(venue: Venue, date: string): Day {
  const start = startOfBusinessDay(date, venue.zone);
  const random = randomFrom(`sales ${venue.location.id} ${date}`);
  const factor = weekday[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? 1;
  const wanted = Math.round(venue.location.salesPerDay * factor * (0.85 + 0.3 * random.next()));
  const sales = Array.from({ length: Math.min(wanted, ACCOUNTS_PER_DAY / 2 - 1) }, (_, index) =>
    sale({ venue, random, start, number: dayNumber(date) * ACCOUNTS_PER_DAY + index + 1 }),
  ).sort((a, b) => a.closedAt - b.closedAt);
  return { sales, corrections: corrections(venue, date, sales) };
}

/** For checks of the arithmetic: what is left between the bill and the payments. */
export const imbalance = ({ lines, payments }: Sale) => totalCents(lines) - paidCents(payments);
export const tipsOf = ({ payments }: Sale) => sum(payments.map(({ tipCents }) => tipCents));
