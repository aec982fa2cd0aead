import { z } from "zod";
import { defineOperation } from "../operation";
import { open } from "../shape";
import { timestamp } from "../timestamp";
import { atLocation, warning } from "./common";

const count = open({
  sku: z.string(),
  /** Null is without limit, 0 is sold out. */
  count: z.number().int().nullish(),
  updatedAt: timestamp.nullish(),
});

export type ItemCount = z.output<typeof count>;

const countPage = open({
  data: z.array(count).nullish(),
  metadata: open({
    warnings: z.array(warning).nullish(),
    current: open({ page: z.number().int().nullish(), pageSize: z.number().int().nullish() }).nullish(),
    total: z.number().int().nullish(),
    totalPages: z.number().int().nullish(),
  }).nullish(),
}).transform(({ data, metadata, ...rest }) => ({
  ...rest,
  counts: data ?? [],
  warnings: metadata?.warnings ?? [],
  total: metadata?.total ?? null,
  totalPages: metadata?.totalPages ?? null,
}));

export const MOST_SKUS = 50;
const skus = z.array(z.string().min(1)).min(1).max(MOST_SKUS);
const page = z.number().int().min(0).optional();
const paging = { style: "page", size: "size", records: "counts", key: "sku", totalPages: "totalPages" } as const;

/** Reads only: counts are set at the till. `listItemCounts` takes any number of SKUs. */
export const itemAvailability = {
  /** https://api-docs.lsk.lightspeed.app/operation/operation-apegetrestricteditems */
  get: defineOperation({
    method: "GET",
    path: "/o/op/1/itemAvailability",
    scope: "orders-api",
    repeatable: true,
    query: atLocation.extend({ skus, page, size: z.number().int().min(1).max(50).optional() }),
    response: countPage,
    paging: { ...paging, largest: 50 },
  }),
  query: defineOperation({
    method: "POST",
    path: "/o/op/1/itemAvailability",
    scope: "orders-api",
    repeatable: true, // a read despite the verb
    query: atLocation.extend({ page, size: z.number().int().min(1).max(100).optional() }),
    body: z.strictObject({ skus }),
    response: countPage,
    paging: { ...paging, largest: 100 },
  }),
};
