import { randomUUID } from "node:crypto";
import { type ActionAccess, absent, managers, page, type RouteAccess } from "./rule";

const menuVersion = (what: string) => `/lightspeed/menus/${what}?version=${randomUUID()}&at=0.0`;

export const menusRoutes: Record<string, RouteAccess> = {
  "/lightspeed/menus": page(
    "/lightspeed/menus",
    ...["menu", "health", "changes", "discounts", "instructions", "profiles", "allergens"].map(
      (part) => `/lightspeed/menus?part=${part}&q=a&tag=b&screen=0&entry=0.0`,
    ),
  ),
  "/lightspeed/menus/rows": absent(menuVersion("rows")),
  "/lightspeed/menus/entry": absent(menuVersion("entry")),
  "/lightspeed/menus/picture": absent(menuVersion("picture")),
};

export const menusActions: Record<string, ActionAccess> = {
  "app/(back-office)/lightspeed/menus/actions.ts syncMenusAction": {
    roles: managers,
    args: ({ locationId }) => [{ locationId }],
    names: true,
  },
  "app/(back-office)/lightspeed/menus/actions.ts refreshPartAction": {
    roles: managers,
    args: ({ locationId }) => [{ locationId, part: "discounts" }],
    names: true,
  },
  "app/(back-office)/lightspeed/menus/actions.ts previewChangesAction": {
    roles: managers,
    args: ({ locationId }) => [{ locationId, menuId: "1", profile: null }],
    names: true,
  },
  "app/(back-office)/lightspeed/menus/actions.ts mapAllergenAction": {
    roles: managers,
    args: () => [{ code: "cereals", field: "gluten" }],
  },
  "app/(back-office)/lightspeed/menus/actions.ts overrideTextAction": {
    roles: managers,
    args: () => [{ sku: "MAI-BURGER", field: "name", value: "Taken over" }],
  },
};
