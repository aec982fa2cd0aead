import { withTenant } from "@/db/client";
import { findLocation } from "@/db/queries/locations";
import { findTableOfVisit } from "@/db/queries/orders";
import type { OrderLine } from "@/db/schema";
import { choiceNames } from "@/lib/orders/guest-status";
import { toDraft } from "@/lib/orders/intake-order";
import { lineTotal } from "@/lib/orders/ledger";
import { type OrderInput, orderInput } from "@/lib/orders/order-input";
import { preFlight } from "@/lib/orders/pre-flight";
import { type CartTotals, priceCart } from "@/lib/orders/price-cart";
import { type ApiAnswer, problem } from "@/lib/orders/problem";
import { readPickUp } from "@/lib/orders/schedule";
import type { Services } from "@/lib/services";
import type { ChannelCaller } from "./find-channel-caller";
import { takeGuestTurn } from "./guest-limits";
import type { GuestCart, GuestOrderWish } from "./guest-order-input";
import { guestCartInput } from "./guest-order-input";
import { openingReasons, typesOf } from "./guest-place";
import { type GuestReason, onceEach, toGuestReasons } from "./guest-reasons";
import { type PricedGuestLine, priceGuestCart } from "./price-guest-cart";
import { itemsOf, readGuestMenu } from "./read-guest-menu";

/** "Will this order land?", and what it costs. */
export type Quote = {
  ok: boolean;
  reasons: GuestReason[];
  currency: string;
  totals: CartTotals;
  lines: { sku: string; name: string; quantity: number; totalMinor: number; choices: string[] }[];
  checkedAt: string;
};

type QuoteRequest = {
  caller: ChannelCaller;
  body: unknown;
  network: string;
  /** Of a guest's cart: what it costs and what is known to be wrong with it, without a question to the till. */
  pricesOnly?: boolean;
};

/** Before there is an order and before any payment. Channels send an order as they would place it, guests their cart. */
export async function quoteCart(
  services: Services,
  { caller, body, network, pricesOnly = false }: QuoteRequest,
): Promise<ApiAnswer> {
  if (!caller.visit) return quoteForChannel(services, caller, body);
  const parsed = guestCartInput.safeParse(body);
  if (!parsed.success) return invalid(parsed.error.issues);
  const wait = await takeGuestTurn(services, "preFlight", { ...caller, network, visitId: caller.id });
  if (wait !== null) return problem("too_many_requests", {}, { "Retry-After": String(wait) });
  if (!typesOf(caller.channel).includes(parsed.data.type)) return problem("wrong_channel");
  const priced = await toOrderInput(services, caller, parsed.data);
  if (!priced) return problem("no_such_location");
  return { status: 200, body: await toQuote(services, caller, priced, pricesOnly) };
}

export const invalid = (issues: readonly { path: PropertyKey[]; message: string }[]): ApiAnswer =>
  problem("invalid_order", {
    errors: issues.slice(0, 50).map(({ path, message }) => ({ path: path.map(String).join("."), message })),
  });

type Priced = {
  /** Null where nothing of the cart can be had. */
  input: OrderInput | null;
  lines: PricedGuestLine[];
  reasons: GuestReason[];
  timeZone: string;
  currency: string;
};

/** What a guest wishes as an order with our names and prices, and why it cannot be placed like this. Null: no such location. */
export async function toOrderInput(
  services: Services,
  caller: ChannelCaller,
  wish: GuestCart & Partial<GuestOrderWish>,
): Promise<Priced | null> {
  const { merchantId, locationId, channel, visit } = caller;
  const location = await withTenant(services.db, merchantId, (tx) => findLocation(tx, locationId));
  if (!location) return null;
  const menu = await readGuestMenu(services, { merchantId, locationId, type: wish.type });
  const { lines, reasons } = priceGuestCart(itemsOf(menu), wish);
  const { currency } = menu;
  const at = wish.pickUpAt === undefined ? services.now() : readPickUp(wish.pickUpAt, location.timeZone);
  const all = [...openingReasons(location, at), ...(await tableReasons(services, caller)), ...reasons];
  const totals = priceCart({ lines, tip: wish.tip }).totals;
  const name = wish.name ?? (wish.type === "takeaway" ? "Guest" : undefined);
  const parsed = orderInput.safeParse({
    ...{
      channel,
      type: wish.type,
      lines: lines.map(tidy),
      currency,
      expectedTotal: wish.expectedTotal ?? Math.max(totals.totalMinor, 1),
    },
    ...(visit?.table ? { table: visit.table } : {}),
    ...(name === undefined ? {} : { customer: { firstName: name } }),
    ...(wish.tip ? { tip: wish.tip } : {}),
    ...(wish.note === undefined ? {} : { note: wish.note }),
    ...(wish.pickUpAt === undefined ? {} : { pickUpAt: wish.pickUpAt }),
    ...(wish.returnUrl === undefined ? {} : { returnUrl: wish.returnUrl }),
  });
  return { input: parsed.data ?? null, lines, reasons: all, timeZone: location.timeZone, currency };
}

/** The staff moved the guests' earlier order: another one would go to the table that they have left. */
async function tableReasons(services: Services, { merchantId, visit }: ChannelCaller): Promise<GuestReason[]> {
  if (!visit?.table) return [];
  const table = await withTenant(services.db, merchantId, (tx) => findTableOfVisit(tx, visit.id));
  if (table === null || Number(table) === Number(visit.table)) return [];
  return [
    {
      code: "table_moved",
      message: `The staff moved your earlier order to table ${table}.`,
      remedy: `Scan the code on table ${table}, so that this order comes there too. At table ${visit.table}, scan the code there again.`,
    },
  ];
}

const tidy = (line: PricedGuestLine) => ({ ...line, name: line.name?.slice(0, 180) });

/** A channel's own order, which it priced itself. */
async function quoteForChannel(services: Services, caller: ChannelCaller, body: unknown): Promise<ApiAnswer> {
  const parsed = orderInput.safeParse(body);
  if (!parsed.success) return invalid(parsed.error.issues);
  const input = parsed.data;
  const location = await withTenant(services.db, caller.merchantId, (tx) => findLocation(tx, caller.locationId));
  if (!location) return problem("no_such_location");
  const draft = toDraft(caller, input, location.timeZone, services.now());
  const { ok, reasons, checkedAt } = await preFlight(services, draft);
  return {
    status: 200,
    body: {
      ...{ ok, reasons, currency: input.currency, totals: draft.totals },
      lines: draft.lines.map(toQuotedLine),
      checkedAt: checkedAt.toISOString(),
    },
  };
}

const toQuotedLine = (line: OrderLine) => ({
  ...{ sku: line.sku, name: line.name, quantity: line.quantity, totalMinor: lineTotal(line) - line.discountMinor },
  choices: choiceNames(line),
});

async function toQuote(services: Services, caller: ChannelCaller, priced: Priced, pricesOnly: boolean): Promise<Quote> {
  const { input, lines, timeZone, currency } = priced;
  const verdict = pricesOnly
    ? null
    : input && (await preFlight(services, toDraft(caller, input, timeZone, services.now())));
  // What the cart said of itself is not said again.
  const said = new Set(priced.reasons.map(({ code, line }) => `${code} ${line ?? ""}`));
  const more = toGuestReasons(verdict?.reasons ?? []).filter(({ code, line }) => !said.has(`${code} ${line ?? ""}`));
  const reasons = onceEach([...more, ...priced.reasons]);
  const { totals, lines: priceLines } = priceCart({ lines, tip: input?.tip });
  return {
    ok: input !== null && reasons.length === 0,
    ...{ reasons, currency, totals },
    lines: priceLines.map(toQuotedLine),
    checkedAt: (verdict?.checkedAt ?? services.now()).toISOString(),
  };
}
