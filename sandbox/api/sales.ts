import { findInHistory, historyDay, salesFiledOn, today } from "../sales/ledger";
import { pageOfSales } from "../sales/pages";
import type { Sale } from "../sales/sale";
import { addDays, businessDayOf, DAY, isDate, isoWithOffset, startOfBusinessDay } from "../world/business-day";
import type { Site } from "../world/world";
import { apiError } from "./errors";
import type { ApiAnswer, Call, Operation } from "./operation";
import { includeOf, saleV1 } from "./sale-fields";
import { int64, wholeNumber } from "./wire";

export const LONGEST_RANGE = 365 * DAY + 3_600_000;

/** ISO 8601 with a zone, as both generations ask for. */
export function momentOf(text: string | null | undefined): number | undefined {
  const isIso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/.test(text ?? "");
  const moment = Date.parse((text ?? "").replace(/([+-]\d{2})(\d{2})$/, "$1:$2"));
  return isIso && !Number.isNaN(moment) ? moment : undefined;
}

/** A day counts as complete when it is over and every check of it is closed. */
export function isComplete(site: Site, date: string): boolean {
  const end = startOfBusinessDay(addDays(date, 1), site.venue.zone);
  const open = site.till.checks.entries().some(([, check]) => check.closedAt === undefined && check.openedAt < end);
  return site.now() >= end && !open;
}

export const nextStart = (site: Site, date: string) => {
  const { zone } = site.venue;
  return isoWithOffset(startOfBusinessDay(addDays(date, 1), zone), zone);
};

function financials(call: Call, site: Site, sales: Sale[], day: string, links: object): ApiAnswer {
  const { venue } = site;
  const include = includeOf(call.query);
  const body = {
    businessName: venue.business.name,
    nextStartOfDayAsIso8601: nextStart(site, day),
    businessLocationId: int64(venue.location.id),
    dataComplete: isComplete(site, day),
    sales: sales.map((sale) => saleV1(venue, sale, include)),
    _links: links,
  };
  return { status: 200, body };
}

/** Which business day an account was filed on; the token of a page is the account it starts with. */
function filedDay(site: Site, identifier: string): string | undefined {
  const own = site.till.sales.entries().find(([, sale]) => sale.identifier === identifier)?.[1];
  const sale = own ?? findInHistory(site, identifier);
  return sale ? businessDayOf(sale.filedAt, site.venue.zone) : historyDay(site, identifier);
}

function range(call: Call): ApiAnswer {
  const site = call.site();
  const { from: fromText = "", to: toText = "" } = call.parameters;
  const [from, to] = [momentOf(fromText), momentOf(toText)];
  const refuse = (message: string) => ({ status: 400, body: { error: { message } } });
  if (from === undefined || to === undefined) return refuse("from and to must be ISO 8601 with a zone");
  if (to < from) return refuse("to lies before from");
  if (to - from > LONGEST_RANGE) return refuse("The period may not exceed 365 days");
  const token = call.query.get("nextPageToken") ?? "";
  const date = token === "" ? undefined : filedDay(site, token);
  if (token !== "" && date === undefined) return refuse(`No page starts at ${token}`);
  const size = Math.max(wholeNumber(call.query.get("pageSize"), 1_000, 1_000), 1);
  const sought = { from, to, momentOf: (sale: Sale) => sale.filedAt, dayOf: salesFiledOn };
  const { sales, next } = pageOfSales(site, sought, date === undefined ? undefined : { date, identifier: token }, size);
  const query = new URLSearchParams(call.query);
  const link = () => ({ href: `${call.baseUrl}${call.path}?${query}`, templated: false });
  const self = link();
  query.set("nextPageToken", next?.sale.identifier ?? "");
  const day = businessDayOf(Math.max(to - 1, from), site.venue.zone);
  return financials(call, site, sales, day, next ? { self, nextPage: link() } : { self });
}

function daily(call: Call): ApiAnswer {
  const site = call.site();
  const date = call.query.get("date") ?? today(site);
  if (!isDate(date)) return apiError(call.path, 400, `date ${date} is no date`);
  const withConsumers = call.query.get("includeConsumers") === "true";
  if (withConsumers) call.query.set("include", `${call.query.get("include") ?? ""},consumer`);
  const self = { href: call.baseUrl + call.path, templated: false };
  return financials(call, site, salesFiledOn(site, date), date, { self });
}

function byReference(call: Call): ApiAnswer {
  const site = call.site();
  const wanted = call.query.get("externalReferenceId") ?? "";
  if (wanted === "") return apiError(call.path, 400, "Parameter externalReferenceId is missing");
  const own = site.till.sales.entries().find(([, sale]) => sale.references.includes(wanted))?.[1];
  const [, number = ""] = /-upv-(\d{5,12})$/.exec(wanted) ?? [];
  const guest = findInHistory(site, `A${site.venue.posIds.history}.${number}`);
  const found = own ?? (guest?.references.includes(wanted) && guest.closedAt <= call.now ? guest : undefined);
  if (!found) return apiError(call.path, 404, `No receipt for ${wanted}`);
  const include = includeOf(new URLSearchParams({ include: "staff,table,payments,account_profile" }));
  return { status: 200, body: saleV1(site.venue, found, include) };
}

const common = {
  kind: "sales",
  method: "GET",
  scope: "financial-api",
  errors: "ordering",
  about: "location-in-path",
} as const;

export const sales: Operation[] = [
  { ...common, id: "listFinancials", path: "/f/finance/{businessLocationId}/financials/{from}/{to}", handle: range },
  { ...common, id: "getDailyFinancials", path: "/f/finance/{businessLocationId}/dailyFinancials", handle: daily },
  {
    ...common,
    id: "getSaleByExternalReference",
    path: "/f/finance/{businessLocationId}/saleByExternalReference",
    handle: byReference,
  },
];
