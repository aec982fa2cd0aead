import { type ActionAccess, everyone, form, page, type RouteAccess } from "./rule";

export const availabilityRoutes: Record<string, RouteAccess> = {
  "/lightspeed/availability": page("/lightspeed/availability", "/lightspeed/availability?show=all&q=a&offset=100"),
};

export const availabilityActions: Record<string, ActionAccess> = {
  "app/(back-office)/lightspeed/availability/actions.ts refreshAvailabilityAction": {
    roles: everyone,
    args: ({ businessLocationId }) => [businessLocationId],
    names: true,
  },
  "app/(back-office)/lightspeed/availability/actions.ts lookUpAction": {
    roles: everyone,
    args: ({ businessLocationId }) => [businessLocationId, null, form({ skus: "ANY-SKU" })],
    names: true,
  },
};
