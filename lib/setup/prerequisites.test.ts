import { expect, test } from "vitest";
import { type PrerequisiteId, prerequisites } from "./prerequisites";
import type { SetupEvidence } from "./setup-evidence";

const now = new Date("2026-11-23T10:05:00.000Z");
const link = { businessLocationId: "1", businessLocationName: "Grand-Place", businessId: "9", active: true };
const location = { locationId: "a", locationName: "Old Town", active: true, link };
const works = { capability: "Menus", result: "ok", durationMs: 5, message: "" } as const;
const ready = {
  ...{ status: "READY", apiEnabled: true, salesPeriod: "OPENED", acceptingOnlineOrders: true },
  ...{ availableDevices: true, readAt: new Date("2026-11-23T10:04:30.000Z") },
};
const profile = {
  name: "Cards",
  problem: null,
  checkedAt: "2026-11-23T09:00:00.000Z",
  ...{ unheard: null, testMode: false },
  locationIds: ["a"],
};
const endpoint = {
  ...{ registered: true, drifted: false, problem: null },
  ...{ provenAt: "2026-11-23T10:02:00.000Z", linkedPlaces: ["1"], offPlaces: [] },
};
const connection: SetupEvidence["connection"] = {
  status: "connected",
  problem: null,
  businesses: [{ id: "9", name: "Brasserie", locations: [{ id: "1", name: "Grand-Place" }] }],
  connectedAt: "2026-11-23T10:00:00.000Z",
  lastChecked: { at: "2026-11-23T10:01:00.000Z", ok: true, error: null },
  businessesReadAt: "2026-11-23T10:00:00.000Z",
  links: [location],
  test: { running: false, testedAt: "2026-11-23T10:01:00.000Z", durationMs: 50, results: [works] },
};
const settings = { locationId: "a", locationName: "Old Town", checkedAt: now, problems: [] };
const testOrder: SetupEvidence["testOrder"] = {
  ...{
    id: "o",
    number: "UPV-001",
    locationId: "a",
    businessLocationId: "1",
    status: "completed",
    resolvedAt: null,
    failureDetail: null,
  },
  ...{ completedAt: now, provenAgainAt: null, createdAt: now },
};
const billing = { legalName: "Brasserie BV", vatNumber: null, updatedAt: now };
const brand = { name: "Brasserie", updatedAt: now };
const complete: SetupEvidence = {
  ...{ billing, brand },
  testOrder,
  settings: [settings],
  ...{ now, environment: "production", connection, paymentProfiles: [profile], webhook: endpoint },
  readiness: [{ locationId: "a", locationName: "Old Town", closed: false, word: ready }],
};
const untested = { running: false, testedAt: null, durationMs: null, results: [] };
const nothing: SetupEvidence = {
  ...{ billing: null, brand: null },
  testOrder: null,
  settings: [],
  ...{ now, environment: "production", paymentProfiles: [], webhook: null, readiness: [] },
  connection: {
    ...{ status: "not_connected", connectedAt: null, lastChecked: null, businessesReadAt: null },
    ...{ problem: null, businesses: [], links: [], test: untested },
  },
};

const openOf = (evidence: SetupEvidence) => prerequisites(evidence).filter(({ done }) => !done);
const ids = (evidence: SetupEvidence) => openOf(evidence).map(({ id }) => id);
const connected = (change: Partial<SetupEvidence["connection"]>): Partial<SetupEvidence> => ({
  connection: { ...connection, ...change },
});

test("with everything there no prerequisite is open, and each holds its proof with a time", () => {
  expect(ids(complete)).toEqual([]);
  for (const { id, proof } of prerequisites(complete)) {
    expect(proof?.checked).toMatch(/\.$/);
    expect(id === "location" || Date.parse(proof?.at ?? "") <= now.getTime()).toBe(true);
  }
});

test("an empty account has every prerequisite ahead, each with its page, and none with a proof", () => {
  const steps = prerequisites(nothing);
  expect(steps.filter(({ done }) => done)).toEqual([]);
  expect(steps.map(({ proof }) => proof)).toEqual(steps.map(() => null));
  for (const { href, state } of steps) {
    expect(href).toMatch(/^\//);
    expect(state).toMatch(/\.$|linked$/);
  }
});

test("only a missing location stands in the way of connecting", () => {
  expect(
    prerequisites(nothing)
      .filter(({ stops }) => stops === "connecting")
      .map(({ id }) => id),
  ).toEqual(["location"]);
});

const undone: [string, Partial<SetupEvidence>, PrerequisiteId[], RegExp][] = [
  ["a payment profile that was removed reopens payments", { paymentProfiles: [] }, ["payment"], /Stripe or Viva/],
  [
    "refused keys reopen payments in the provider's case",
    { paymentProfiles: [{ ...profile, problem: "Stripe does not accept the secret key." }] },
    ["payment"],
    /Cards: Stripe does not accept/,
  ],
  [
    "a profile whose notifications cannot arrive is not enough",
    {
      paymentProfiles: [
        profile,
        { ...profile, unheard: { why: "Stripe has no address yet at which to tell Upvendo.", lost: false } },
      ],
    },
    ["payment"],
    /Cards cannot tell us of payments yet\. Stripe has no address yet/,
  ],
  [
    "a profile whose webhook is lost is no longer enough",
    { paymentProfiles: [{ ...profile, unheard: { why: "The webhook is switched off.", lost: true } }] },
    ["payment"],
    /Cards cannot tell us of payments any more\. The webhook is switched off/,
  ],
  [
    "test keys are not enough where guests are real",
    { paymentProfiles: [{ ...profile, testMode: true }] },
    ["payment"],
    /Cards is in test mode, so guests would eat for nothing/,
  ],
  [
    "a profile that is taken away from a location reopens payments",
    { paymentProfiles: [{ ...profile, locationIds: [] }] },
    ["payment"],
    /cannot pay at Old Town/,
  ],
  [
    "a deactivated location does not count",
    connected({ links: [{ ...location, active: false }] }),
    ["location", "link", "order-settings", "webhook", "readiness"],
    /does not import/,
  ],
  [
    "a second location without a link reopens linking",
    {
      ...connected({ links: [location, { ...location, locationId: "b", link: null }] }),
      paymentProfiles: [{ ...profile, locationIds: ["a", "b"] }],
    },
    ["link"],
    /1 of 2 linked/,
  ],
  [
    "a link that was kept but is not in use reopens linking",
    connected({ links: [{ ...location, link: { ...link, active: false } }] }),
    ["link", "webhook"],
    /0 of 1 linked/,
  ],
  [
    "a lost permission reopens connecting, and with it whatever needs it",
    connected({ status: "needs_reauthorization" }),
    ["connect", "link", "order-settings", "webhook", "readiness"],
    /no longer accepts/,
  ],
  [
    "an order profile that is gone at Lightspeed reopens the order settings with the reason",
    {
      settings: [
        {
          ...settings,
          problems: [{ about: "order_profile_dine_in", blocks: true, message: "“EATIN” is gone.", remedy: "Choose." }],
        },
      ],
    },
    ["order-settings"],
    /Old Town: “EATIN” is gone/,
  ],
  [
    "order settings that were never compared are not proven",
    { settings: [{ ...settings, checkedAt: null }] },
    ["order-settings"],
    /not compared/,
  ],
  [
    "an endpoint that is gone at Lightspeed reopens hearing",
    { webhook: { ...endpoint, registered: false, problem: "Lightspeed refuses access (403)." } },
    ["webhook"],
    /refuses access/,
  ],
  [
    "an endpoint that was changed elsewhere reopens hearing",
    { webhook: { ...endpoint, drifted: true } },
    ["webhook"],
    /otherwise/,
  ],
  [
    "a place that sends no events reopens hearing",
    { webhook: { ...endpoint, linkedPlaces: [] } },
    ["webhook"],
    /Grand-Place does not send/,
  ],
  [
    "a till whose day is closed reopens readiness with the reason",
    {
      readiness: [
        {
          locationId: "a",
          locationName: "Old Town",
          closed: false,
          word: { ...ready, status: "NOT_READY", salesPeriod: "CLOSED" },
        },
      ],
    },
    ["readiness"],
    /the day is not opened/,
  ],
  [
    "a proof of readiness that is more than an hour old is none",
    {
      readiness: [
        {
          locationId: "a",
          locationName: "Old Town",
          closed: false,
          word: { ...ready, readAt: new Date("2026-11-23T09:04:59.000Z") },
        },
      ],
    },
    ["readiness"],
    /more than an hour/,
  ],
  [
    "a till that was never heard of is not ready",
    { readiness: [{ locationId: "a", locationName: "Old Town", closed: false, word: null }] },
    ["readiness"],
    /not said yet/,
  ],
  [
    "a test from before the connection does not count",
    connected({ connectedAt: "2026-11-23T10:02:00.000Z" }),
    ["test"],
    /Not tested/,
  ],
  ["without a billing profile it is said what is missing", { billing: null }, ["billing"], /to whom its invoices go/],
  ["without a brand it is said what guests see", { brand: null }, ["brand"], /Upvendo's colours/],
  ["without a test order the way is not proven", { testOrder: null }, ["test-order"], /No test order/],
  [
    "a test order of an earlier connection is no proof of this one",
    { testOrder: { ...testOrder, createdAt: new Date("2026-11-23T09:59:59.000Z") } },
    ["test-order"],
    /UPV-001 was sent before/,
  ],
  [
    "a test order at another place is no proof of the one that is linked now",
    { testOrder: { ...testOrder, businessLocationId: "2" } },
    ["test-order"],
    /UPV-001 was sent to another place/,
  ],
  [
    "a place that is gone from Lightspeed's list reopens linking",
    connected({ businesses: [{ id: "9", name: "Brasserie", locations: [] }] }),
    ["link"],
    /Grand-Place: not in Lightspeed's list/,
  ],
  [
    "a list that was not read since the sign-in proves no link",
    connected({ businessesReadAt: null }),
    ["link"],
    /was not read/,
  ],
  [
    "a newer test order that failed says why",
    { testOrder: { ...testOrder, status: "failed", completedAt: null, failureDetail: "The till is offline." } },
    ["test-order"],
    /UPV-001 failed: The till is offline/,
  ],
  [
    "a test order on its way is no proof yet",
    { testOrder: { ...testOrder, status: "submitted", completedAt: null } },
    ["test-order"],
    /on its way/,
  ],
  [
    "a test order that a person marked as seen to proves nothing",
    { testOrder: { ...testOrder, resolvedAt: now } },
    ["test-order"],
    /did not go the whole way/,
  ],
  [
    "a failed part keeps the test open",
    connected({ test: { ...connection.test, results: [works, { ...works, result: "failed" }] } }),
    ["test"],
    /1 of 2 parts failed/,
  ],
];

test.each(undone)("%s", (_, change, expected, why) => {
  const steps = openOf({ ...complete, ...change });
  expect(steps.map(({ id }) => id)).toEqual(expected);
  expect(steps[0]?.state).toMatch(why);
});

test("what a lost permission reopens beside connecting says that it waits for that, and not for a link that is there", () => {
  const [, ...waiting] = openOf({ ...complete, ...connected({ status: "needs_reauthorization" }) });
  expect(new Set(waiting.map(({ state }) => state))).toEqual(new Set(["Waits for Lightspeed to be connected again."]));
});

test("test keys are enough where Lightspeed is not the real one, and where no location uses them", () => {
  const trial = { ...profile, testMode: true };
  expect(ids({ ...complete, environment: "trial", paymentProfiles: [trial] })).toEqual([]);
  expect(ids({ ...complete, paymentProfiles: [profile, { ...trial, locationIds: [] }] })).toEqual([]);
});

test("each proof that can grow old has its lifetime, and an old one undoes nothing", () => {
  const lasting = new Map(prerequisites(complete).map(({ id, proof }) => [id, proof?.lifetime ?? null]));
  const own: PrerequisiteId[] = ["billing", "brand", "location"];
  expect([...lasting].filter(([, lifetime]) => lifetime === null).map(([id]) => id)).toEqual(own);
  // Monday is closed: nothing but the till, which is asked by day and night, was heard of.
  const later = new Date(now.getTime() + 3 * 86_400_000);
  const word = { ...ready, readAt: new Date(later.getTime() - 60_000) };
  expect(
    ids({ ...complete, now: later, readiness: [{ locationId: "a", locationName: "Old Town", closed: false, word }] }),
  ).toEqual([]);
});

test("a later order that the till settled proves the way of the test order anew", () => {
  const provenAgainAt = new Date("2026-11-23T10:04:00.000Z");
  const step = (order: SetupEvidence["testOrder"]) =>
    prerequisites({ ...complete, testOrder: order }).find(({ id }) => id === "test-order")?.proof;
  expect(step(testOrder)).toMatchObject({ at: now.toISOString() });
  expect(step(testOrder && { ...testOrder, provenAgainAt })).toMatchObject({ at: provenAgainAt.toISOString() });
});

test("a place whose events somebody switched off is no fault: it is asked instead, which is said", () => {
  const webhook = { ...endpoint, linkedPlaces: [], offPlaces: ["1"] };
  const step = prerequisites({ ...complete, webhook }).find(({ id }) => id === "webhook");
  expect(step).toMatchObject({
    done: true,
    state: expect.stringContaining("Grand-Place are asked for, as you switched"),
  });
});

test("whatever is open holds up selling, but for the connection test, which a test order makes good", () => {
  const held = prerequisites(nothing).filter(({ stops }) => stops === "nothing");
  expect(held.map(({ id }) => id)).toEqual(["test"]);
});

test("on a closed day a till that was ready once undoes nothing; before the first test order, or while open, it does", () => {
  const off = { ...ready, status: "NOT_READY" as const, salesPeriod: "CLOSED" as const };
  const at = (closed: boolean, part: Partial<SetupEvidence> = {}) =>
    prerequisites({
      ...complete,
      readiness: [{ locationId: "a", locationName: "Old Town", closed, word: off }],
      ...part,
    }).find(({ id }) => id === "readiness");
  expect(at(true)).toMatchObject({
    ...{ done: true, broken: false, state: expect.stringMatching(/^Old Town: closed now/) },
    proof: { at: ready.readAt.toISOString(), checked: expect.stringContaining("outside opening hours") },
  });
  expect(at(false)).toMatchObject({ done: false, broken: true });
  expect(at(true, { testOrder: null })).toMatchObject({ done: false });
});
