import { z } from "zod";
import { apiError } from "./errors";
import type { ApiAnswer, Call, Operation } from "./operation";
import { int64 } from "./wire";

const MOST_SKUS = 50;
const oldApp = { type: "POS_VERSION", information: "A POS app is older than 25.36 and does not report availability" };

/** Of two limits in the vendor's papers the stricter: 50 SKUs in either form. */
function skuFault(skus: string[]): string | undefined {
  if (skus.length === 0) return "skus: at least 1";
  return skus.length > MOST_SKUS ? `skus: at most ${MOST_SKUS}, got ${skus.length}` : undefined;
}

function pageOf(call: Call, maxSize: number): { page: number; size: number } | undefined {
  const [page, size] = [call.query.get("page") ?? "0", call.query.get("size") ?? "25"];
  if (!/^\d{1,9}$/.test(page) || !/^\d{1,9}$/.test(size)) return undefined;
  return Number(size) < 1 || Number(size) > maxSize ? undefined : { page: Number(page), size: Number(size) };
}

function answer(call: Call, skus: string[], maxSize: number): ApiAnswer {
  const fault = skuFault(skus);
  if (fault) return apiError(call.path, 400, fault);
  const place = pageOf(call, maxSize);
  if (!place) return apiError(call.path, 400, `page from 0, size from 1 to ${maxSize}`);
  const { till, behaviour, items } = call.site();
  const all = [...new Set(skus)].flatMap((sku) => {
    const known = till.counts.get(sku);
    const restricted = known !== undefined && known.count !== null;
    if (!restricted && (behaviour.availabilityLists === "restricted" || !items.bySku(sku))) return [];
    const updatedAt = new Date(known?.updatedAt ?? call.account.createdAt).toISOString();
    return [{ sku, count: restricted ? int64(String(known.count)) : null, updatedAt }];
  });
  const data = behaviour.posAppOutdated ? [] : all;
  const { page, size } = place;
  const metadata = {
    warnings: behaviour.posAppOutdated ? [oldApp] : [],
    current: { page, pageSize: size },
    total: data.length,
    totalPages: Math.ceil(data.length / size),
  };
  return { status: 200, body: { data: data.slice(page * size, (page + 1) * size), metadata } };
}

const bodySchema = z.object({ skus: z.array(z.string()) });

const common = {
  kind: "availability",
  path: "/o/op/1/itemAvailability",
  scope: "orders-api",
  errors: "ordering",
  about: "location-in-query",
} as const;

export const availability: Operation[] = [
  {
    ...common,
    id: "getItemAvailability",
    method: "GET",
    // The portal's samples put commas between them, the contract repeats the key: both are read.
    handle: (call) =>
      answer(
        call,
        call.query
          .getAll("skus")
          .flatMap((value) => value.split(","))
          .filter(Boolean),
        50,
      ),
  },
  {
    ...common,
    id: "queryItemAvailability",
    method: "POST",
    handle: (call) => {
      const body = bodySchema.safeParse(call.body);
      if (!body.success) return apiError(call.path, 400, "skus: a list of texts is expected");
      return answer(call, body.data.skus, 100);
    },
  },
];
