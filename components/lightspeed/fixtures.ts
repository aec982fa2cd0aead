import type { ConnectionView, LogEntryView } from "@/lib/lightspeed/connection/connection-view-types";

/** Only for tests: a connected merchant with one linked location, and what a test changes of it. */
export function connectionView(changes: Partial<ConnectionView> = {}): ConnectionView {
  return {
    status: "connected",
    environment: "sandbox",
    redirectUri: "http://localhost:3000/api/lightspeed/callback",
    problem: null,
    business: { id: "58000000000001", name: "Brasserie BV" },
    businesses: [{ id: "58000000000001", name: "Brasserie BV", locations: [{ id: "11", name: "Old Town" }] }],
    businessesReadAt: "2026-11-23T12:00:00.000Z",
    scopes: [{ name: "items", label: "Items", granted: true, withoutIt: "Items cannot be listed." }],
    connectedByName: "Demo Owner",
    connectedAt: "2026-11-23T11:00:00.000Z",
    lastChecked: { at: "2026-11-23T12:00:00.000Z", ok: true, error: null },
    tokenLife: null,
    links: [],
    pendingChoice: null,
    receipt: null,
    test: { running: false, testedAt: null, durationMs: null, results: [] },
    ...changes,
  };
}

export function logEntry(changes: Partial<LogEntryView> = {}): LogEntryView {
  return {
    seq: 7,
    level: "info",
    operation: "Test connection",
    message: "Connection test: everything works.",
    count: 1,
    firstAt: "2026-11-23T12:00:00.000Z",
    lastAt: "2026-11-23T12:00:00.000Z",
    ...changes,
  };
}
