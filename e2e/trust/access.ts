import { randomUUID } from "node:crypto";
import type { House, Role } from "./people";

type Ids = {
  locationId: string;
  profileId: string;
  businessId: string;
  businessLocationId: string;
  /** The place that the location is linked to. */
  linkedPlaceId: string;
  /** A notification that came for the merchant. */
  deliveryId: string;
  /** An order that could not be sent. */
  orderId: string;
  /** Somebody of the merchant's team who is no owner. */
  personId: string;
};

/**
 * What an address does for whom. `nobody` also covers everybody whose session has ended in any way; `roles` are those that get
 * through, all others of the same merchant get 403.
 */
export type RouteAccess = {
  /** An address for these ids; what stands behind it must be as refused as the plain one. */
  addresses: (ids: Ids) => string[];
  access: "open" | { nobody: 307 | 401; roles: readonly Role[] };
  /** It tells that something changed and never what: no word of the merchant is in the answer. */
  wordless?: boolean;
  /** What the address names is nobody's: whoever may look is told that there is nothing. */
  absent?: boolean;
  /** The address names something: an id of another merchant and an id that does not exist must look the same. */
  names?: "location" | "delivery" | "order" | "payment profile" | "person";
};

const everyone: readonly Role[] = ["owner", "manager", "viewer"];
const managers: readonly Role[] = ["owner", "manager"];
const owners: readonly Role[] = ["owner"];
const page = (...addresses: string[]): RouteAccess => ({
  addresses: () => addresses,
  access: { nobody: 307, roles: everyone },
});
const absent = (address: string): RouteAccess => ({
  ...{ addresses: () => [address], access: { nobody: 401, roles: everyone } },
  ...{ wordless: true, absent: true },
});
const open = (...addresses: string[]): RouteAccess => ({ addresses: () => addresses, access: "open" });

const menuVersion = (what: string) => `/lightspeed/menus/${what}?version=${randomUUID()}&at=0.0`;

/** Every address of the build. One that is missing here fails the build's proof: say who may see it before it is shipped. */
export const routeAccess: Record<string, RouteAccess> = {
  "/": page("/"),
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
  "/lightspeed/menus": page(
    "/lightspeed/menus",
    ...["menu", "health", "changes", "discounts", "instructions", "profiles", "allergens"].map(
      (part) => `/lightspeed/menus?part=${part}&q=a&tag=b&screen=0&entry=0.0`,
    ),
  ),
  "/lightspeed/menus/rows": absent(menuVersion("rows")),
  "/lightspeed/menus/entry": absent(menuVersion("entry")),
  "/lightspeed/menus/picture": absent(menuVersion("picture")),
  "/lightspeed/availability": page("/lightspeed/availability", "/lightspeed/availability?show=all&q=a&offset=100"),
  "/lightspeed/reports": page("/lightspeed/reports", "/lightspeed/reports?place=x&from=2026-11-01&to=2026-11-02"),
  "/lightspeed/reports/export": {
    addresses: () => ["/lightspeed/reports/export", "/lightspeed/reports/export?from=2026-11-01&to=2026-11-02"],
    access: { nobody: 401, roles: everyone },
    wordless: true,
  },
  "/lightspeed/items": page("/lightspeed/items", "/lightspeed/items?tab=languages", "/lightspeed/items?q=a&show=all"),
  "/lightspeed/items/new": { addresses: () => ["/lightspeed/items/new"], access: { nobody: 307, roles: managers } },
  "/lightspeed/items/[id]": page("/lightspeed/items/4611686018427387001"),
  "/lightspeed/items/[id]/picture": {
    addresses: ({ locationId }) => [`/lightspeed/items/4611686018427387001/picture?place=${locationId}`],
    access: { nobody: 401, roles: everyone },
    wordless: true,
  },
  "/lightspeed/floor-plans": page("/lightspeed/floor-plans", "/lightspeed/floor-plans?view=table&place=x&plan=1"),
  "/lightspeed/floor-plans/checks": {
    addresses: ({ locationId }) => [`/lightspeed/floor-plans/checks?location=${locationId}`],
    access: { nobody: 401, roles: everyone },
    names: "location",
  },
  "/orders": page("/orders", "/orders?show=attention&channel=kiosk&within=day&q=UPV-1&after=a"),
  "/orders/[id]": {
    addresses: ({ orderId }) => [`/orders/${orderId}`],
    access: { nobody: 307, roles: everyone },
    names: "order",
  },
  "/channels": page("/channels", "/channels?notice=on"),
  "/channels/keys": page("/channels/keys", "/channels/keys?notice=revoked"),
  "/channels/tables": page("/channels/tables", "/channels/tables?notice=replaced"),
  "/channels/tables/codes": {
    addresses: ({ locationId }) => [`/channels/tables/codes?location=${locationId}`],
    access: { nobody: 401, roles: everyone },
    wordless: true,
    names: "location",
  },
  "/channels/test": page("/channels/test", `/channels/test?type=takeaway&q=a&order=${randomUUID()}`),
  "/setup": page("/setup"),
  "/setup/panel": { addresses: () => ["/setup/panel"], access: { nobody: 401, roles: everyone }, wordless: true },
  "/help": page("/help"),
  "/help/[topic]": page("/help/oauth-failed", "/help/webhook-silent?yes=webhook-silent.portal,none"),
  "/settings/locations": page("/settings/locations", "/settings/locations?notice=saved"),
  "/settings/locations/new": {
    addresses: () => ["/settings/locations/new"],
    access: { nobody: 307, roles: managers },
  },
  "/settings/locations/[id]": {
    addresses: ({ locationId }) => [`/settings/locations/${locationId}`],
    access: { nobody: 307, roles: everyone },
    names: "location",
  },
  "/api/events": {
    addresses: () => ["/api/events?ago=0"],
    access: { nobody: 401, roles: everyone },
    wordless: true,
  },
  "/settings/payments": page("/settings/payments", "/settings/payments?notice=removed"),
  "/settings/payments/new": {
    addresses: () => ["/settings/payments/new", "/settings/payments/new?provider=viva"],
    access: { nobody: 307, roles: owners },
  },
  "/settings/payments/[id]": {
    addresses: ({ profileId }) => [`/settings/payments/${profileId}`],
    access: { nobody: 307, roles: everyone },
    names: "payment profile",
  },
  "/settings/billing": page("/settings/billing", "/settings/billing?notice=saved"),
  "/settings/brand": page("/settings/brand", "/settings/brand?refused=type"),
  "/settings/brand/logo": absent("/settings/brand/logo"),
  "/settings/team": page("/settings/team", "/settings/team?notice=invited"),
  "/settings/team/audit": page("/settings/team/audit", "/settings/team/audit?check=1&before=3"),
  "/settings/team/invite": { addresses: () => ["/settings/team/invite"], access: { nobody: 307, roles: owners } },
  "/settings/team/[id]": {
    addresses: ({ personId }) => [`/settings/team/${personId}`],
    access: { nobody: 307, roles: everyone },
    names: "person",
  },
  "/login": open("/login", "/login?next=%2Flightspeed"),
  "/reset-password": open("/reset-password"),
  "/reset-password/[token]": open(`/reset-password/${"t".repeat(43)}`),
  "/api/auth/[...nextauth]": open("/api/auth/session", "/api/auth/csrf"),
  "/api/health/live": open("/api/health/live"),
  "/api/health/ready": open("/api/health/ready"),
  // Refuses by itself, in words of its own: e2e/trust-oauth.spec.ts.
  "/api/lightspeed/callback": open("/api/lightspeed/callback?code=c&state=s"),
  // Asks for a token of its own: lib/metrics/metrics.db.test.ts.
  "/api/metrics": open("/api/metrics"),
  // Asks for credentials of its own: lib/lightspeed/webhooks/receiver.db.test.ts.
  "/webhook/lightspeed": open("/webhook/lightspeed"),
  // Each knows its sender by other means than a session: lib/payments/receive-*.db.test.ts.
  "/webhook/stripe/[profileId]": open(`/webhook/stripe/${randomUUID()}`),
  "/webhook/viva/[profileId]": open(`/webhook/viva/${randomUUID()}`),
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
  // A guest's, by the token in a cookie of its own: e2e/guest.spec.ts.
  "/o/[location]": open(`/o/${randomUUID()}`, `/o/${randomUUID()}?code=12.1.${"A".repeat(22)}`),
  "/o/[location]/enter": open(`/o/${randomUUID()}/enter?channel=kiosk`),
  "/o/[location]/item": open(`/o/${randomUUID()}/item?sku=A`),
  "/o/[location]/basket": open(`/o/${randomUUID()}/basket`),
  "/o/[location]/picture": open(`/o/${randomUUID()}/picture?name=a`),
  "/o/[location]/availability/events": open(`/o/${randomUUID()}/availability/events`),
  "/o/[location]/orders/[id]": open(`/o/${randomUUID()}/orders/${randomUUID()}`),
  "/o/[location]/orders/[id]/events": open(`/o/${randomUUID()}/orders/${randomUUID()}/events`),
  "/api/openapi.json": open("/api/openapi.json"),
  // Sends a guest back to where the payment began, and tells nothing.
  "/api/payments/return/[profileId]": open(`/api/payments/return/${randomUUID()}?s=1`),
  "/webhook/lightspeed/[endpointId]": open(`/webhook/lightspeed/${"e".repeat(43)}`),
  "/icon.svg": open("/icon.svg"),
  "/_not-found": open("/no-such-page", "/lightspeed/no-such-page"),
  "/_global-error": open("/_global-error"),
  "/404": open("/404"),
  "/500": open("/500"),
};

export type ActionAccess = {
  /** "anyone": works without a session, as signing in must. */
  roles: readonly Role[] | "anyone";
  /** A call that would do something if it were let through. */
  args: (ids: Ids) => unknown[];
  /** The argument names something of a merchant's. */
  names?: boolean;
};

const form = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};

const itemFields = () => ({
  ...{ version: "v", name: "Soup of the day", sku: `SOUP-${randomUUID().slice(0, 8)}`, price: "7.50" },
  ...{ accountingGroupId: "1", priceMode: "AMOUNT", docketName: "", barcode: "", barcodes: "", costPrice: "" },
});

export const locationFields = () => ({
  ...{ name: `Taken over ${randomUUID().slice(0, 8)}`, street: "New street 1", postalCode: "2000", city: "Antwerp" },
  ...{ country: "BE", timeZone: "Europe/Brussels", currency: "EUR" },
});

const ofOrder = (more: object = {}): ActionAccess => ({
  ...{ roles: managers, names: true },
  args: ({ orderId }) => [{ orderId, ...more }],
});
const team = (args: ActionAccess["args"]): ActionAccess => ({ roles: owners, args, names: true });

/** Of the guest page: they ask for the visit's own cookie and do nothing without. */
const guests = (fields: Record<string, string>): ActionAccess => ({
  roles: "anyone",
  args: () => [randomUUID(), form({ visit: randomUUID(), ...fields })],
});

/** Every server action of the build, by the name that it is exported under and the file. */
export const actionAccess: Record<string, ActionAccess> = {
  "app/(auth)/actions.ts signInAction": {
    roles: "anyone",
    args: () => [{}, form({ email: `nobody-${randomUUID()}@upvendo.test`, password: "not the password", next: "/" })],
  },
  "app/(auth)/actions.ts requestPasswordResetAction": {
    roles: "anyone",
    args: () => [{}, form({ email: `nobody-${randomUUID()}@upvendo.test` })],
  },
  "app/(auth)/actions.ts completePasswordResetAction": {
    roles: "anyone",
    args: () => ["t".repeat(43), {}, form({ password: "three calm horses", repeat: "three calm horses" })],
  },
  "app/o/[location]/actions.ts chooseTypeAction": guests({ type: "dine_in" }),
  "app/o/[location]/actions.ts addAction": guests({ sku: "STA-SOEP", quantity: "1" }),
  "app/o/[location]/actions.ts changeAction": guests({ at: "0", quantity: "0" }),
  "app/o/[location]/actions.ts tipAction": guests({ percent: "10" }),
  "app/o/[location]/actions.ts orderAction": guests({ expectedTotal: "1" }),
  "app/o/[location]/actions.ts startOverAction": guests({}),
  "app/(back-office)/actions.ts signOutAction": { roles: "anyone", args: () => [] },
  "app/(back-office)/actions.ts signOutEverywhereAction": { roles: "anyone", args: () => [] },
  "app/(back-office)/actions.ts chooseLocationAction": {
    roles: everyone,
    args: ({ locationId }) => [form({ location: locationId })],
    names: true,
  },
  "app/(back-office)/actions.ts setThemeAction": { roles: everyone, args: () => [form({ theme: "dark" })] },
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
  "app/(back-office)/lightspeed/reports/actions.ts readReportAction": {
    roles: everyone,
    args: ({ locationId }) => [{ locationId, from: "2026-11-01", to: "2026-11-02" }],
    names: true,
  },
  "app/(back-office)/lightspeed/reports/actions.ts cancelReportAction": {
    roles: everyone,
    args: ({ locationId }) => [locationId],
    names: true,
  },
  "app/(back-office)/lightspeed/reports/actions.ts refreshReferenceAction": {
    roles: everyone,
    args: ({ locationId }) => [locationId],
    names: true,
  },
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
  "app/(back-office)/lightspeed/readiness-actions.ts askReadinessAction": { roles: managers, args: () => [] },
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
  "app/(back-office)/setup/actions.ts answerAction": {
    roles: managers,
    args: () => ["channels", { message: null }, form({ answer: "online" })],
  },
  "app/(back-office)/setup/actions.ts placeTestOrderAction": {
    roles: managers,
    args: ({ locationId }) => [{ message: null }, form({ location: locationId })],
    names: true,
  },
  "app/(back-office)/setup/actions.ts askAgainAction": { roles: managers, args: () => [] },
  "app/(back-office)/help/actions.ts repairAction": {
    roles: managers,
    args: () => ["check-order-settings", { message: null, done: false }],
  },
  "app/(back-office)/channels/actions.ts switchChannelAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, "kiosk", true],
    names: true,
  },
  "app/(back-office)/channels/actions.ts pauseChannelAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, "kiosk", form({ minutes: "30", reason: "Full" })],
    names: true,
  },
  "app/(back-office)/channels/actions.ts resumeChannelAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, "kiosk"],
    names: true,
  },
  "app/(back-office)/channels/actions.ts makeApiKeyAction": {
    roles: managers,
    args: ({ locationId }) => [
      { key: null, message: null },
      form({ location: locationId, channel: "kiosk", name: "K" }),
    ],
    names: true,
  },
  "app/(back-office)/channels/actions.ts revokeApiKeyAction": { roles: managers, args: () => [randomUUID()] },
  "app/(back-office)/channels/actions.ts rotateTableCodesAction": {
    roles: managers,
    args: ({ locationId }) => [locationId],
    names: true,
  },
  "app/(back-office)/channels/actions.ts testOrderAction": {
    roles: managers,
    args: ({ locationId }) => [
      { message: null, verdict: null, quantities: {} },
      form({ location: locationId, type: "dine_in", key: randomUUID(), do: "check" }),
    ],
    names: true,
  },
  "app/(back-office)/settings/locations/actions.ts createLocationAction": {
    roles: managers,
    args: () => [null, form(locationFields())],
  },
  "app/(back-office)/settings/locations/actions.ts updateLocationAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, null, form(locationFields())],
    names: true,
  },
  "app/(back-office)/settings/locations/actions.ts setLocationActiveAction": {
    roles: managers,
    args: ({ locationId }) => [locationId, false],
    names: true,
  },
  "app/(back-office)/settings/payments/actions.ts createProfileAction": {
    roles: owners,
    args: () => ["stripe", null, form({ name: "Taken over", country: "BE", secretKey: `sk_test_${randomUUID()}` })],
  },
  "app/(back-office)/settings/payments/actions.ts updateDetailsAction": {
    roles: owners,
    args: ({ profileId }) => [profileId, null, form({ name: `Taken over ${randomUUID().slice(0, 8)}`, country: "NL" })],
    names: true,
  },
  "app/(back-office)/settings/payments/actions.ts replaceKeysAction": {
    roles: owners,
    args: ({ profileId }) => [profileId, "stripe", null, form({ secretKey: `sk_test_${"a".repeat(24)}` })],
    names: true,
  },
  "app/(back-office)/settings/payments/actions.ts addSigningSecretAction": {
    roles: owners,
    args: ({ profileId }) => [profileId, null, form({ secret: `whsec_${"a".repeat(24)}` })],
    names: true,
  },
  "app/(back-office)/settings/payments/actions.ts assignLocationsAction": {
    roles: owners,
    args: ({ profileId, locationId }) => [profileId, form({ location: locationId })],
    names: true,
  },
  "app/(back-office)/settings/payments/actions.ts checkProfileAction": {
    roles: owners,
    args: ({ profileId }) => [profileId],
    names: true,
  },
  "app/(back-office)/settings/payments/actions.ts rotateSecretAction": {
    roles: owners,
    args: ({ profileId }) => [profileId],
    names: true,
  },
  "app/(back-office)/settings/payments/actions.ts removeProfileAction": {
    roles: owners,
    args: ({ profileId }) => [profileId],
    names: true,
  },
  "app/(back-office)/orders/actions.ts retryOrderAction": ofOrder(),
  "app/(back-office)/orders/actions.ts cancelOrderAction": ofOrder(),
  "app/(back-office)/orders/actions.ts refundOrderAction": ofOrder({ reason: "Taken over" }),
  "app/(back-office)/orders/actions.ts resolveOrderAction": ofOrder({ note: "Taken over" }),
  "app/(back-office)/orders/actions.ts copyOrderAction": ofOrder(),
  "app/(back-office)/settings/billing/actions.ts updateBillingAction": {
    roles: owners,
    args: () => [null, form({ ...locationFields(), legalName: "Taken over", invoiceEmail: "taken@upvendo.test" })],
  },
  "app/(back-office)/settings/brand/actions.ts updateBrandAction": {
    roles: managers,
    args: () => [null, form({ name: "Taken over", accent: "#2b52d9", ground: "#ffffff", ink: "#181b22" })],
  },
  "app/(back-office)/settings/brand/actions.ts removeLogoAction": { roles: managers, args: () => [] },
  "app/(back-office)/settings/team/actions.ts inviteAction": {
    roles: owners,
    args: () => [null, form({ name: "Anna", email: `anna-${randomUUID()}@upvendo.test`, role: "viewer" })],
  },
  "app/(back-office)/settings/team/actions.ts resendInvitationAction": team(({ personId }) => [personId]),
  "app/(back-office)/settings/team/actions.ts withdrawInvitationAction": team(({ personId }) => [personId]),
  "app/(back-office)/settings/team/actions.ts changeRoleAction": team(({ personId }) => [
    ...[personId, { message: null }],
    form({ role: "manager" }),
  ]),
  "app/(back-office)/settings/team/actions.ts setDisabledAction": team(({ personId }) => [personId, true]),
  "app/(back-office)/settings/team/actions.ts endSessionsAction": team(({ personId }) => [personId]),
};

export function idsOf(house: House): Ids {
  const business = house.account?.businesses[0];
  return {
    locationId: house.locationId,
    profileId: house.profileId,
    businessId: business?.id ?? "1",
    businessLocationId: business?.locations[1]?.id ?? "2",
    linkedPlaceId: business?.locations[0]?.id ?? "3",
    deliveryId: house.deliveryId ?? randomUUID(),
    orderId: house.orderId ?? randomUUID(),
    personId: house.viewer.id,
  };
}

/** Ids of the same shape that nobody has. */
export const missingIds = (): Ids => ({
  ...{
    locationId: randomUUID(),
    profileId: randomUUID(),
    businessId: "4611686018427387001",
    businessLocationId: "4611686018427387002",
  },
  linkedPlaceId: "4611686018427387003",
  deliveryId: randomUUID(),
  orderId: randomUUID(),
  personId: randomUUID(),
});

/** Words that only this merchant's people may ever read. */
export function canariesOf(house: House): string[] {
  const people = [house.owner, house.manager, house.viewer].flatMap(({ id, email, name }) => [id, email, name]);
  return [house.mark, house.id, ...people];
}

/** The words of an answer in a fixed order, without ids, nonces and instants: a page arrives in pieces, and in no fixed order. */
export function wordsOf(body: string): string[] {
  const text = body
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "")
    .replace(/\b\d{14,19}\b/g, "")
    .replace(/nonce[-=":\\]+[\w+/=]{24}/g, "")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "");
  return [...new Set(text.match(/(?<![\w+/-])[A-Z]?[a-z]{4,}(?![\w+/-])/g))].sort();
}
