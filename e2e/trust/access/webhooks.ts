import { type ActionAccess, everyone, managers, open, page, type RouteAccess } from "./rule";

export const webhooksRoutes: Record<string, RouteAccess> = {
  "/lightspeed/webhooks": page("/lightspeed/webhooks"),
  "/lightspeed/webhooks/deliveries": page(
    "/lightspeed/webhooks/deliveries",
    "/lightspeed/webhooks/deliveries?status=dead&verdict=verified&within=day&ref=a&older=b",
  ),
  "/lightspeed/webhooks/deliveries/[id]": {
    addresses: ({ deliveryId }) => [`/lightspeed/webhooks/deliveries/${deliveryId}`],
    access: { nobody: 307, roles: everyone },
    names: "delivery",
  },
  // Asks for credentials of its own: lib/lightspeed/webhooks/receiver.db.test.ts.
  "/webhook/lightspeed": open("/webhook/lightspeed"),
  "/webhook/lightspeed/[endpointId]": open(`/webhook/lightspeed/${"e".repeat(43)}`),
};

export const webhooksActions: Record<string, ActionAccess> = {
  "app/(back-office)/lightspeed/webhooks/actions.ts registerEndpointAction": { roles: managers, args: () => [] },
  "app/(back-office)/lightspeed/webhooks/actions.ts checkEndpointAction": { roles: managers, args: () => [] },
  "app/(back-office)/lightspeed/webhooks/actions.ts repairEndpointAction": { roles: managers, args: () => [] },
  "app/(back-office)/lightspeed/webhooks/actions.ts rotateEndpointAction": { roles: managers, args: () => [] },
  "app/(back-office)/lightspeed/webhooks/actions.ts switchPlaceAction": {
    roles: managers,
    args: ({ linkedPlaceId }) => [{ businessLocationId: linkedPlaceId, send: false }],
    names: true,
  },
  "app/(back-office)/lightspeed/webhooks/actions.ts sendTestEventAction": { roles: managers, args: () => [] },
  "app/(back-office)/lightspeed/webhooks/actions.ts redeliverAction": {
    roles: managers,
    args: ({ deliveryId }) => [{ eventId: deliveryId }],
    names: true,
  },
  "app/(back-office)/lightspeed/webhooks/actions.ts previewReplayAction": { roles: managers, args: () => [{}] },
  "app/(back-office)/lightspeed/webhooks/actions.ts startReplayAction": {
    roles: managers,
    args: () => [{ filter: { status: "dead" }, expected: 0 }],
  },
  "app/(back-office)/lightspeed/webhooks/actions.ts cancelReplayAction": {
    roles: managers,
    args: ({ deliveryId }) => [{ replayId: deliveryId }],
    names: true,
  },
};
