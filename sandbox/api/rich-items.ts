import allergens from "../data/allergens.json" with { type: "json" };
import type { RichContent, RichItem } from "../world/rich-content";
import { apiError } from "./errors";
import type { ApiAnswer, Call, Operation } from "./operation";
import { pictureRules, richItemWrites } from "./rich-item-writes";
import { int64, wholeNumber } from "./wire";

export const HAL = "application/hal+json;charset=UTF-8";

export const contentOf = (call: Call): RichContent => {
  const content = call.world.rich(call.account, call.parameters.businessId ?? "");
  if (!content) throw new Error("the account has no such business");
  return content;
};

export function richItemOnTheWire(call: Call, item: RichItem) {
  const url = (file: string) => `${call.baseUrl}/pictures/${file}`;
  const pictures = item.pictures && {
    pictureUrl: url(item.pictures.square),
    previewPictureUrl: url(item.pictures.preview),
    rawPictureUrl: url(item.pictures.raw),
  };
  return {
    businessId: int64(call.parameters.businessId ?? ""),
    sku: item.sku,
    descriptions: item.descriptions,
    allergenCodes: item.allergenCodes,
    creationDate: item.createdAt,
    lastUpdateDate: item.updatedAt,
    ...pictures,
  };
}

function withLinks(call: Call, item: RichItem) {
  const collection = `${call.baseUrl}/i/richItem/${call.parameters.businessId}`;
  const self = { href: `${collection}/${encodeURIComponent(item.sku)}` };
  return { ...richItemOnTheWire(call, item), _links: { self, items: { href: `${collection}/` } } };
}

function page(call: Call, items: RichItem[], query: string): ApiAnswer {
  const richItemDtoList = items.map((item) => withLinks(call, item));
  const self = { href: `${call.baseUrl}/i/richItem/${call.parameters.businessId}${query}` };
  return { status: 200, mediaType: HAL, body: { _embedded: { richItemDtoList }, _links: { self } } };
}

function list(call: Call): ApiAnswer {
  const number = wholeNumber(call.query.get("page"), 0);
  const size = Math.max(wholeNumber(call.query.get("size"), 1_000), 1);
  const items = contentOf(call).list();
  const sorted = call.query.get("sort")?.startsWith("sku") ? items.sort((a, b) => (a.sku < b.sku ? -1 : 1)) : items;
  return page(call, sorted.slice(number * size, (number + 1) * size), `?page=${number}&size=${size}`);
}

function bySkus(call: Call): ApiAnswer {
  const skus: unknown[] = Array.isArray(call.body) ? call.body : [];
  if (!Array.isArray(call.body) || skus.some((sku) => typeof sku !== "string" || sku.length > 25)) {
    return apiError(call.path, 400, "A list of SKUs of at most 25 characters is expected");
  }
  const content = contentOf(call);
  const found = [...new Set(skus)].flatMap((sku) => content.get(String(sku)) ?? []);
  return page(call, found, "/itemsBySkus");
}

function one(call: Call): ApiAnswer {
  const item = contentOf(call).get(call.parameters.sku ?? "");
  return item ? { status: 200, mediaType: HAL, body: withLinks(call, item) } : { status: 404 };
}

const common = { kind: "richItems", scope: "orders-api", errors: "ordering" } as const;
const ofBusiness = { ...common, about: "business-in-path" } as const;

// In this order: the fixed last parts stand before the one that is any SKU.
export const richItems: Operation[] = [
  {
    ...common,
    id: "listAllergens",
    method: "GET",
    path: "/i/allergens",
    handle: () => ({ status: 200, body: allergens }),
  },
  { ...ofBusiness, id: "listRichItems", method: "GET", path: "/i/richItem/{businessId}", handle: list },
  {
    ...ofBusiness,
    id: "getRichItemsBySkus",
    method: "POST",
    path: "/i/richItem/{businessId}/itemsBySkus",
    handle: bySkus,
  },
  {
    ...ofBusiness,
    id: "getPictureSpec",
    method: "GET",
    path: "/i/richItem/{businessId}/pictureSpec",
    handle: () => ({ status: 200, mediaType: HAL, body: pictureRules }),
  },
  { ...ofBusiness, id: "getRichItem", method: "GET", path: "/i/richItem/{businessId}/{sku}", handle: one },
  ...richItemWrites(HAL, contentOf, richItemOnTheWire),
];
