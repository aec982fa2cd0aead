import { z } from "zod";
import { defineOperation } from "../operation";
import { open } from "../shape";
import { businessDay, instantToWire, localTimestamp } from "../timestamp";
import { int64 } from "../wire";
import { atLocation, MiB } from "./common";
import { saleV1, saleV2 } from "./sale";

const includable = [
  "staff",
  "table",
  "consumer",
  "payments",
  "revenue_center",
  "account_profile",
  "payment_authorization",
];

/** Blocks to add, as a list; without `payments` there are none. */
const include = z
  .array(z.enum(includable as [string, ...string[]]))
  .min(1)
  .transform((blocks) => blocks.join(","))
  .optional();

const link = open({ href: z.string().nullish(), templated: z.boolean().nullish() });

const financials = open({
  businessName: z.string().nullish(),
  nextStartOfDayAsIso8601: localTimestamp.nullish(),
  businessLocationId: int64.nullish(),
  sales: z.array(saleV1).nullish(),
  dataComplete: z.boolean().nullish(),
  _links: open({ self: link.nullish(), nextPage: link.nullish() }).nullish(),
}).transform(({ _links, sales, nextStartOfDayAsIso8601, ...rest }, context) => ({
  ...rest,
  sales: sales ?? [],
  nextStartOfDay: nextStartOfDayAsIso8601,
  nextPageToken: tokenOf(_links?.nextPage?.href, context),
}));

/** The link itself is never followed: it names a host of the vendor's past. */
function tokenOf(href: string | null | undefined, context: z.core.$RefinementCtx): string | null {
  if (!href) return null;
  const token = new URLSearchParams(href.split("?").slice(1).join("&").split("#")[0]).get("nextPageToken");
  if (token) return token;
  // A page that cannot be asked for is a page lost: no answer is better than part of one.
  context.issues.push({ code: "custom", message: "has no nextPageToken", input: href, path: ["_links", "nextPage"] });
  return z.NEVER;
}

const salesV2Page = open({ sales: z.array(saleV2).nullish(), nextPageToken: z.string().nullish() }).transform(
  ({ sales, nextPageToken, ...rest }) => ({ ...rest, sales: sales ?? [], nextPageToken: nextPageToken || null }),
);

const dailySalesV2 = open({
  sales: z.array(saleV2).nullish(),
  nextStartOfDayAsIso8601: localTimestamp.nullish(),
  dataComplete: z.boolean().nullish(),
}).transform(({ sales, nextStartOfDayAsIso8601, ...rest }) => ({
  ...rest,
  sales: sales ?? [],
  nextStartOfDay: nextStartOfDayAsIso8601,
}));

export type Financials = z.output<typeof financials>;
export type DailySales = z.output<typeof dailySalesV2>;

const read = {
  method: "GET",
  scope: "financial-api",
  repeatable: true,
  params: atLocation,
  timeoutMs: 60_000,
  maxBytes: 64 * MiB,
} as const;

const paging = { style: "token", size: "pageSize", records: "sales" } as const;

/** Finance V1: closed sales, corrections on the business day that they correct. */
export const sales = {
  /** At most 365 days; in no promised order. https://api-docs.lsk.lightspeed.app/operation/operation-financial-apigetfinancials */
  list: defineOperation({
    ...read,
    path: "/f/finance/{businessLocationId}/financials/{from}/{to}",
    params: atLocation.extend({ from: instantToWire, to: instantToWire }),
    query: z.object({
      include,
      pageSize: z.number().int().min(1).max(1000).optional(),
      nextPageToken: z.string().optional(),
    }),
    response: financials,
    paging: { ...paging, largest: 1000 },
  }),
  /** The current business day without `date`; not paged. Freeze a day only once `dataComplete`. */
  getDay: defineOperation({
    ...read,
    path: "/f/finance/{businessLocationId}/dailyFinancials",
    query: z.object({ include, date: businessDay.optional(), includeConsumers: z.boolean().optional() }),
    response: financials,
  }),
  /** `TASK:OO-{businessLocationId}-{thirdPartyReference}` names the receipt of one of our orders. */
  getByExternalReference: defineOperation({
    ...read,
    path: "/f/finance/{businessLocationId}/saleByExternalReference",
    query: z.object({ externalReferenceId: z.string().min(1) }),
    response: saleV1,
  }),
};

/** Finance V2: by the time of closing, corrections when they were made. */
export const salesV2 = {
  list: defineOperation({
    ...read,
    path: "/f/v2/business-location/{businessLocationId}/sales",
    query: z.object({
      from: instantToWire,
      to: instantToWire.optional(),
      include,
      pageSize: z.number().int().min(1).max(100).optional(),
      nextPageToken: z.string().optional(),
    }),
    response: salesV2Page,
    paging: { ...paging, largest: 100 },
  }),
  getDay: defineOperation({
    ...read,
    path: "/f/v2/business-location/{businessLocationId}/sales-daily",
    query: z.object({ date: businessDay, include }),
    response: dailySalesV2,
  }),
};
