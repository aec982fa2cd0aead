import { randomUUID } from "node:crypto";
import { type ActionAccess, everyone, form, managers, page, type RouteAccess } from "./rule";

const itemFields = () => ({
  ...{ version: "v", name: "Soup of the day", sku: `SOUP-${randomUUID().slice(0, 8)}`, price: "7.50" },
  ...{ accountingGroupId: "1", priceMode: "AMOUNT", docketName: "", barcode: "", barcodes: "", costPrice: "" },
});

export const itemsRoutes: Record<string, RouteAccess> = {
  "/lightspeed/items": page("/lightspeed/items", "/lightspeed/items?tab=languages", "/lightspeed/items?q=a&show=all"),
  "/lightspeed/items/new": { addresses: () => ["/lightspeed/items/new"], access: { nobody: 307, roles: managers } },
  "/lightspeed/items/[id]": page("/lightspeed/items/4611686018427387001"),
  "/lightspeed/items/[id]/picture": {
    addresses: ({ locationId }) => [`/lightspeed/items/4611686018427387001/picture?place=${locationId}`],
    access: { nobody: 401, roles: everyone },
    wordless: true,
  },
};

export const itemsActions: Record<string, ActionAccess> = {
  "app/(back-office)/lightspeed/items/actions.ts refreshItemsAction": {
    roles: everyone,
    args: ({ locationId }) => [locationId],
    names: true,
  },
  "app/(back-office)/lightspeed/items/actions.ts createItemAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, null, form(itemFields())],
    names: true,
  },
  "app/(back-office)/lightspeed/items/actions.ts updateItemAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, "4611686018427387001", null, form(itemFields())],
    names: true,
  },
  "app/(back-office)/lightspeed/items/actions.ts setItemActiveAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, "4611686018427387001", "v", { active: false }],
    names: true,
  },
  "app/(back-office)/lightspeed/items/actions.ts deleteItemAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, "4611686018427387001"],
    names: true,
  },
  "app/(back-office)/lightspeed/items/actions.ts saveRichItemAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, "4611686018427387001", "ANY-SKU", null, form({ version: "v" })],
    names: true,
  },
  "app/(back-office)/lightspeed/items/actions.ts deleteRichItemAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, "4611686018427387001", "ANY-SKU"],
    names: true,
  },
  "app/(back-office)/lightspeed/items/actions.ts setLanguagesAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, null, form({ before: "nl,fr,en", locale: "nl" })],
    names: true,
  },
};
