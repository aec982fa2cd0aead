import { salesClosedOn } from "../sales/ledger";
import { type Position, pageOfSales } from "../sales/pages";
import type { Sale } from "../sales/sale";
import { isDate, isoWithOffset, startOfBusinessDay } from "../world/business-day";
import { financeV2Error } from "./errors";
import type { ApiAnswer, Call, Operation } from "./operation";
import { includeOf, saleV2 } from "./sale-fields";
import { isComplete, LONGEST_RANGE, momentOf, nextStart } from "./sales";
import { wholeNumber } from "./wire";

/** Opaque to the caller: where the next page starts. */
const tokenFor = (date: string, sale: Sale) => Buffer.from(`${date} ${sale.identifier}`).toString("base64url");

function positionOf(token: string): Position | undefined {
  const [date = "", identifier] = Buffer.from(token, "base64url").toString().split(" ");
  return isDate(date) && identifier ? { date, identifier } : undefined;
}

function range(call: Call): ApiAnswer {
  const site = call.site();
  const refuse = (message: string) => financeV2Error(call.path, 400, message);
  const fromText = call.query.get("from");
  if (!fromText) return refuse("from is missing");
  const from = momentOf(fromText);
  const wantedTo = call.query.has("to") ? momentOf(call.query.get("to")) : call.now;
  if (from === undefined) return refuse(`Date ${fromText} cannot be read`);
  if (wantedTo === undefined) return refuse(`Date ${call.query.get("to")} cannot be read`);
  const { zone, openedOn } = site.venue;
  const first = startOfBusinessDay(openedOn, zone);
  if (from < first) return refuse(`from lies before the first day of operation, ${isoWithOffset(first, zone)}`);
  const to = Math.min(wantedTo, call.now + 1);
  if (to < from) return refuse("to lies before from");
  if (to - from > LONGEST_RANGE) return refuse("The period may not exceed 365 days");
  const token = call.query.get("nextPageToken") ?? "";
  const start = token === "" ? undefined : positionOf(token);
  if (token !== "" && !start) return refuse("nextPageToken is not valid");
  const size = Math.max(wholeNumber(call.query.get("pageSize"), 50, 100), 1);
  const sought = { from, to, momentOf: (sale: Sale) => sale.closedAt, dayOf: salesClosedOn };
  const { sales, next } = pageOfSales(site, sought, start, size);
  const include = includeOf(call.query);
  const body = {
    sales: sales.map((sale) => saleV2(site.venue, sale, include)),
    ...(next ? { nextPageToken: tokenFor(next.date, next.sale) } : {}),
  };
  return { status: 200, body };
}

function daily(call: Call): ApiAnswer {
  const site = call.site();
  const date = call.query.get("date");
  if (!date) return financeV2Error(call.path, 400, "date is missing");
  if (!isDate(date)) return financeV2Error(call.path, 400, `Date ${date} cannot be read`);
  const include = includeOf(call.query);
  const body = {
    sales: salesClosedOn(site, date).map((sale) => saleV2(site.venue, sale, include)),
    nextStartOfDayAsIso8601: nextStart(site, date),
    dataComplete: isComplete(site, date),
  };
  return { status: 200, body };
}

const common = {
  kind: "sales",
  method: "GET",
  scope: "financial-api",
  errors: "finance-v2",
  about: "location-in-path",
} as const;

export const salesV2: Operation[] = [
  { ...common, id: "listSalesV2", path: "/f/v2/business-location/{businessLocationId}/sales", handle: range },
  { ...common, id: "getDailySalesV2", path: "/f/v2/business-location/{businessLocationId}/sales-daily", handle: daily },
];
