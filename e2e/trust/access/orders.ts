import { type ActionAccess, everyone, managers, page, type RouteAccess } from "./rule";

const ofOrder = (more: object = {}): ActionAccess => ({
  ...{ roles: managers, names: true },
  args: ({ orderId }) => [{ orderId, ...more }],
});

export const ordersRoutes: Record<string, RouteAccess> = {
  "/orders": page("/orders", "/orders?show=attention&channel=kiosk&within=day&q=UPV-1&after=a"),
  "/orders/reconciliation": page("/orders/reconciliation", "/orders/reconciliation?before=2026-11-01"),
  "/orders/[id]": {
    addresses: ({ orderId }) => [`/orders/${orderId}`],
    access: { nobody: 307, roles: everyone },
    names: "order",
  },
};

export const ordersActions: Record<string, ActionAccess> = {
  "app/(back-office)/orders/actions.ts retryOrderAction": ofOrder(),
  "app/(back-office)/orders/actions.ts cancelOrderAction": ofOrder(),
  "app/(back-office)/orders/actions.ts refundOrderAction": ofOrder({ reason: "Taken over" }),
  "app/(back-office)/orders/actions.ts resolveOrderAction": ofOrder({ note: "Taken over" }),
  "app/(back-office)/orders/actions.ts eraseGuestAction": ofOrder(),
  "app/(back-office)/orders/actions.ts copyOrderAction": ofOrder(),
  "app/(back-office)/orders/reconciliation/actions.ts compareAgainAction": {
    ...{ roles: managers, names: true },
    args: ({ locationId }) => [{ locationId, day: "2026-11-01" }],
  },
};
