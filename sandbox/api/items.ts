import type { Item } from "../world/items";
import { major } from "../world/money";
import { profilePlans, profilePrice } from "../world/reference";
import type { Site } from "../world/world";
import { subExceptionError } from "./errors";
import { itemWrites } from "./item-writes";
import type { ApiAnswer, Call, Operation } from "./operation";
import { int64, isInt64, wholeNumber } from "./wire";

export function itemOnTheWire({ venue }: Site, item: Item) {
  const group = venue.groups.find(({ id }) => id === item.groupId)?.name ?? "";
  const [, ...lists] = profilePlans;
  return {
    id: int64(item.id),
    name: item.name,
    docketName: item.docketName,
    ...(item.sku === "" ? {} : { sku: item.sku }),
    active: item.active,
    ...(item.barcode === undefined ? {} : { barcode: item.barcode }),
    ...(item.barcodes.length === 0 ? {} : { barcodes: item.barcodes }),
    accountingGroup: { id: int64(item.groupId), name: group },
    statisticGroups: [{ category: "default", value: group }],
    costPrice: major(item.costCents),
    prices: [
      { amount: major(item.cents), name: "Standard" },
      ...lists.map((plan) => ({ amount: major(profilePrice(item.cents, plan)), name: plan.name })),
    ],
    sharingType: "LOCAL",
    priceMode: item.priceMode,
    itemType: item.type,
  };
}

/** Repeated or comma separated: the contract names no style. */
const idsIn = (query: URLSearchParams) => query.getAll("itemIds").flatMap((value) => value.split(","));

function matches(item: Item, query: URLSearchParams): boolean {
  const [sku, name, group] = [query.get("sku"), query.get("name"), query.get("accountingGroupId")];
  return (
    (sku ?? item.sku) === item.sku && (name ?? item.name) === item.name && (group ?? item.groupId) === item.groupId
  );
}

function list(call: Call): ApiAnswer {
  const site = call.site();
  const { query } = call;
  const show = (items: Item[]) => ({ status: 200, body: items.map((item) => itemOnTheWire(site, item)) });
  const ids = idsIn(query);
  if (ids.length > 200 || !ids.every(isInt64)) return subExceptionError(400, "itemIds: up to 200 whole numbers");
  if (ids.length > 0) return show(ids.flatMap((id) => site.items.get(id) ?? []));
  const offset = wholeNumber(query.get("offset"), 0);
  const amount = wholeNumber(query.get("amount"), 100, 1_000);
  const found = site.items.list().filter((item) => matches(item, query));
  return show(found.slice(offset, offset + amount));
}

function one(call: Call): ApiAnswer {
  const site = call.site();
  const item = site.items.get(call.parameters.id ?? "");
  return item ? { status: 200, body: itemOnTheWire(site, item) } : subExceptionError(404, "No such item");
}

const common = { kind: "items", method: "GET", scope: "items", errors: "items", about: "location-in-query" } as const;

export const items: Operation[] = [
  { ...common, id: "listItems", path: "/items/v1/items", handle: list },
  { ...common, id: "getItem", path: "/items/v1/items/{id}", handle: one },
  ...itemWrites(itemOnTheWire),
];
