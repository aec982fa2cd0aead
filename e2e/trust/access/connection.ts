import { type ActionAccess, absent, everyone, managers, open, owners, page, type RouteAccess } from "./rule";

export const connectionRoutes: Record<string, RouteAccess> = {
  "/lightspeed": page(
    "/lightspeed",
    "/lightspeed?tab=status",
    "/lightspeed?tab=settings&connect=choose_business",
    "/lightspeed?tab=status&level=warning&q=a",
  ),
  "/lightspeed/connection": {
    addresses: () => ["/lightspeed/connection"],
    access: { nobody: 401, roles: everyone },
  },
  "/lightspeed/log/[seq]": absent("/lightspeed/log/999999999"),
  // Refuses by itself, in words of its own: e2e/trust-oauth.spec.ts.
  "/api/lightspeed/callback": open("/api/lightspeed/callback?code=c&state=s"),
};

export const connectionActions: Record<string, ActionAccess> = {
  "app/(back-office)/lightspeed/actions.ts connectAction": { roles: managers, args: () => [] },
  "app/(back-office)/lightspeed/actions.ts decideAction": { roles: managers, args: () => [{ decision: "keep" }] },
  "app/(back-office)/lightspeed/actions.ts chooseBusinessAction": {
    roles: managers,
    args: ({ businessId }) => [{ businessId }],
    names: true,
  },
  "app/(back-office)/lightspeed/actions.ts reloadBusinessesAction": { roles: managers, args: () => [] },
  "app/(back-office)/lightspeed/actions.ts linkLocationAction": {
    roles: managers,
    args: ({ locationId, businessLocationId }) => [{ locationId, businessLocationId }],
    names: true,
  },
  "app/(back-office)/lightspeed/actions.ts testConnectionAction": { roles: managers, args: () => [] },
  "app/(back-office)/lightspeed/actions.ts deleteIntegrationAction": {
    roles: owners,
    args: () => [{ confirmation: "Lightspeed" }],
  },
  "app/(back-office)/lightspeed/order-settings-actions.ts saveOrderSettingsAction": {
    roles: managers,
    args: ({ locationId, linkedPlaceId }) => [
      {
        ...{ locationId, businessLocationId: linkedPlaceId, orderProfileDineIn: "DINEIN", orderProfileTakeaway: null },
        ...{ paymentMethodCode: "CASH", staffId: null, deliveryTimeLimitMs: 60_000, paymentMode: "separate" },
      },
    ],
    names: true,
  },
  "app/(back-office)/lightspeed/order-settings-actions.ts checkOrderSettingsAction": {
    roles: managers,
    args: () => [],
  },
  "app/(back-office)/lightspeed/readiness-actions.ts askReadinessAction": { roles: managers, args: () => [] },
};
