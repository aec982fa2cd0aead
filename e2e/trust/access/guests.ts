import { randomUUID } from "node:crypto";
import { type ActionAccess, form, open, type RouteAccess } from "./rule";

/** Of the guest page: they ask for the visit's own cookie and do nothing without. */
const guests = (fields: Record<string, string>): ActionAccess => ({
  roles: "anyone",
  args: () => [randomUUID(), form({ visit: randomUUID(), ...fields })],
});

export const guestsRoutes: Record<string, RouteAccess> = {
  // Known by an API key or a guest's token, not by a session: lib/orders/intake-order.db.test.ts, lib/guest/guest-order.db.test.ts.
  "/api/guest-tokens": open("/api/guest-tokens"),
  "/api/place": open("/api/place"),
  "/api/menu": open("/api/menu?type=dine_in"),
  "/api/menu/picture": open(`/api/menu/picture?name=${randomUUID()}/0.0`),
  "/api/availability": open("/api/availability"),
  "/api/availability/events": open("/api/availability/events"),
  "/api/pre-flight": open("/api/pre-flight"),
  "/api/orders": open("/api/orders"),
  "/api/orders/[id]": open(`/api/orders/${randomUUID()}`),
  "/api/orders/[id]/events": open(`/api/orders/${randomUUID()}/events`),
  // For guests: a picture of a name that nobody can guess, and colours that are the address itself.
  "/api/brand/logo/[id]": open(`/api/brand/logo/${randomUUID()}`),
  "/api/brand/style/[colours]": open("/api/brand/style/2b52d9-ffffff-181b22"),
  // A guest's, by the token in a cookie of its own: e2e/guest.spec.ts, e2e/guest-doors.spec.ts.
  "/o/[location]": open(`/o/${randomUUID()}`, `/o/${randomUUID()}?code=12.1.${"A".repeat(22)}`),
  "/o/[location]/fault": open(`/o/${randomUUID()}/fault`),
  "/o/[location]/enter": open(
    `/o/${randomUUID()}/enter?channel=kiosk`,
    `/o/${randomUUID()}/enter?kiosk=1.${"A".repeat(22)}`,
  ),
  "/o/[location]/item": open(`/o/${randomUUID()}/item?sku=A`),
  "/o/[location]/basket": open(`/o/${randomUUID()}/basket`),
  "/o/[location]/picture": open(`/o/${randomUUID()}/picture?name=a`),
  "/o/[location]/availability/events": open(`/o/${randomUUID()}/availability/events`),
  "/o/[location]/orders/[id]": open(`/o/${randomUUID()}/orders/${randomUUID()}`),
  "/o/[location]/orders/[id]/events": open(`/o/${randomUUID()}/orders/${randomUUID()}/events`),
  "/api/openapi.json": open("/api/openapi.json"),
};

export const guestsActions: Record<string, ActionAccess> = {
  "app/o/[location]/actions.ts chooseTypeAction": guests({ type: "dine_in" }),
  "app/o/[location]/actions.ts addAction": guests({ sku: "STA-SOEP", quantity: "1" }),
  "app/o/[location]/actions.ts changeAction": guests({ at: "0", quantity: "0" }),
  "app/o/[location]/actions.ts tipAction": guests({ percent: "10" }),
  "app/o/[location]/actions.ts orderAction": guests({ expectedTotal: "1" }),
  "app/o/[location]/actions.ts startOverAction": guests({}),
};
