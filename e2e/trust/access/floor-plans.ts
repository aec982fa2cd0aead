import { type ActionAccess, everyone, managers, page, type RouteAccess } from "./rule";

export const floorPlansRoutes: Record<string, RouteAccess> = {
  "/lightspeed/floor-plans": page("/lightspeed/floor-plans", "/lightspeed/floor-plans?view=table&place=x&plan=1"),
  "/lightspeed/floor-plans/checks": {
    addresses: ({ locationId }) => [`/lightspeed/floor-plans/checks?location=${locationId}`],
    access: { nobody: 401, roles: everyone },
    names: "location",
  },
};

export const floorPlansActions: Record<string, ActionAccess> = {
  "app/(back-office)/lightspeed/floor-plans/actions.ts saveFloorPlanAction": {
    roles: managers,
    args: ({ locationId }) => [{ locationId, floorPlanId: "1", version: 0, places: [] }],
    names: true,
  },
  "app/(back-office)/lightspeed/floor-plans/actions.ts printMessageAction": {
    roles: managers,
    args: ({ locationId }) => [{ locationId, message: "Table 12 asks for the bill", alsoToPrinter: false }],
    names: true,
  },
  "app/(back-office)/lightspeed/floor-plans/actions.ts refreshFloorPlansAction": {
    roles: everyone,
    args: ({ locationId }) => [locationId],
    names: true,
  },
};
