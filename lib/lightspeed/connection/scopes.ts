import type { ScopeView } from "./connection-view-types";

/** What the integration needs, and what stops working without it. */
const needed = [
  {
    name: "orders-api",
    label: "Orders, menus and webhooks",
    withoutIt: "Orders cannot be sent to the till, and menus, floor plans and availability cannot be read.",
  },
  {
    name: "financial-api",
    label: "Financial data",
    withoutIt: "Reports, tax rates and the list of payment methods stay empty, so payments cannot be matched.",
  },
  {
    name: "items",
    label: "Items",
    withoutIt: "Items cannot be listed, created or changed from Upvendo.",
  },
  {
    name: "offline_access",
    label: "Stay connected",
    withoutIt: "Lightspeed ends the connection after some hours, and it has to be reconnected by hand.",
  },
] as const;

export type NeededScope = (typeof needed)[number]["name"];

export function compareScopes(granted: readonly string[]): ScopeView[] {
  return needed.map((scope) => ({ ...scope, granted: granted.includes(scope.name) }));
}

export function missingScopes(granted: readonly string[]): ScopeView[] {
  return compareScopes(granted).filter((scope) => !scope.granted);
}
