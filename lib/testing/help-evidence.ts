import type { HelpEvidence } from "@/lib/setup/help/help-types";

export const now = new Date("2026-11-23T10:05:00.000Z");
const place = { businessLocationId: "11", businessLocationName: "Grand-Place", businessId: "9", active: true };
export const at = "2026-11-23T10:04:00.000Z";
const scopes = ["orders-api", "financial-api", "items", "offline_access"].map((name) => ({
  ...{ name, label: name, granted: true, withoutIt: "" },
}));
/** A merchant with nothing wrong. */
export const healthy: HelpEvidence = {
  ...{
    now,
    region: { country: "BE", timeZone: "Europe/Brussels" },
    faults: [],
    withCredentials: true,
    failedOrder: null,
    role: "owner",
    signIn: { outcome: "connected", at: "2026-11-23T10:04:00.000Z" },
    provider: "lightspeed",
    strays: [],
    reports: [],
  },
  connection: {
    ...{ status: "connected", environment: "sandbox", redirectUri: "https://upvendo.test/back", problem: null },
    business: { id: "9", name: "Brasserie BV" },
    businesses: [{ id: "9", name: "Brasserie BV", locations: [{ id: "11", name: "Grand-Place" }] }],
    ...{ businessesReadAt: at, scopes, connectedByName: "Ada", connectedAt: at, pendingChoice: null, receipt: null },
    lastChecked: { at, ok: true, error: null },
    tokenLife: {
      ...{ expiresAt: "2026-11-23T10:09:00.000Z", refreshedAt: at, nextRefreshAt: at, refreshTokenExpiresAt: null },
    },
    links: [{ locationId: "a", locationName: "Old Town", active: true, link: place }],
    test: {
      ...{ running: false, testedAt: at, durationMs: 5 },
      results: [{ capability: "Finance", result: "ok", durationMs: 5, message: "4 tax rates read." }],
    },
  },
  webhooks: {
    connected: true,
    endpoint: {
      ...{ status: "registered", url: "https://upvendo.test/webhook/lightspeed/x", unreachable: null },
      ...{ withCredentials: true, flags: [], subscriptions: [], registeredAt: at, lastReadAt: at },
      ...{ drift: null, problem: null, oldAccepted: false },
    },
    places: [
      {
        ...{ businessLocationId: "11", name: "Grand-Place", locationName: "Old Town", state: "linked" },
        ...{ warnings: [], problem: null },
      },
    ],
  },
  activity: { hours: [], lastEventAt: at, silentHours: null, dead: 0, parked: 0 },
  settings: [
    {
      ...{ locationId: "a", locationName: "Old Town", currency: "EUR" },
      ...{ businessLocationId: "11", businessLocationName: "Grand-Place" },
      ...{ orderProfileDineIn: "DINEIN", orderProfileTakeaway: "TAKEAWAY", staffId: null },
      ...{ paymentMethodCode: "OOPAYMENT", paymentMethodName: "Online", paymentMode: "separate" },
      ...{ deliveryTimeLimitMs: 600_000, checkedAt: now, problems: [] },
    },
  ],
  menus: [
    {
      locationName: "Old Town",
      sync: {
        ...{ state: "idle", done: 9, total: 9, changed: 0, brokenRows: 0, startedAt: at, startedByName: null },
        ...{ finishedAt: at, outcome: "ok", problem: null, dueAt: at },
      },
    },
  ],
  counts: [{ locationName: "Old Town", readAt: at, problem: null }],
};
/** One who never connected. */
export const off: HelpEvidence = {
  ...healthy,
  connection: {
    ...healthy.connection,
    ...{ status: "not_connected", business: null, businesses: [], connectedAt: null, lastChecked: null },
    ...{ tokenLife: null, links: [], scopes: scopes.map((scope) => ({ ...scope, granted: false })) },
    test: { running: false, testedAt: null, durationMs: null, results: [] },
  },
  webhooks: { connected: false, endpoint: null, places: [] },
  activity: { ...healthy.activity, lastEventAt: null },
  ...{ settings: [], menus: [], counts: [], signIn: null, provider: null },
};

/** The first with something else. */
export const edit = (change: (evidence: HelpEvidence) => void): HelpEvidence => {
  const copy = structuredClone(healthy);
  change(copy);
  return copy;
};
