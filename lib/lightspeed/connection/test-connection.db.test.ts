import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import { connect, createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import type { SandboxAccount } from "@/lib/testing/sandbox-process";
import { getConnectionView } from "./connection-view";
import type { TestView } from "./connection-view-types";
import { linkLocation } from "./link-location";
import { getIntegrationLog, getLogDetail } from "./log";
import { testConnection } from "./test-connection";

let stage: Stage;
let services: Services;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  services = stage.services;
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

type Connected = { actor: Actor; account: SandboxAccount; locationId: string };

async function connected(scopes?: string[], wish?: Record<string, unknown>): Promise<Connected> {
  const { actor, locationId } = await createStageMerchant(stage);
  const account = await stage.sandbox.createAccount(wish);
  expect(await connect(stage, actor, account, scopes ? { scopes } : {})).toBe("connected");
  return { actor, account, locationId };
}

const breakIt = (account: SandboxAccount, operation: string, what: object, times?: number) =>
  stage.sandbox.control<{ id: string }>("POST", "/faults", {
    ...{ account: account.accountId, operation, do: what },
    ...(times ? { times } : {}),
  });

const lines = ({ results }: TestView) =>
  Object.fromEntries(results.map(({ capability, result }) => [capability, result]));
const failed = ({ results }: TestView) => results.filter(({ result }) => result === "failed");

const good = {
  Businesses: "ok",
  Menus: "ok",
  Finance: "ok",
  Items: "ok",
  "Rich items": "ok",
  Webhooks: "neutral",
  Readiness: "ok",
};

test("a healthy connection: every line good with its time, webhooks neutral, the whole in the log and as last check", async () => {
  const { actor } = await connected();
  const view = await testConnection(services, actor);
  expect(lines(view)).toEqual(good);
  expect(view).toMatchObject({ running: false });
  for (const { durationMs, message } of view.results) {
    expect(durationMs).toBeLessThan(5_000);
    expect(message).toMatch(/\.$/);
  }
  const shown = await getConnectionView(services, actor.merchantId);
  expect(shown).toMatchObject({ status: "connected", lastChecked: { ok: true, error: null } });
  expect(shown.test).toEqual(view);
  const { entries } = await getIntegrationLog(services, actor.merchantId, { text: "Test connection" });
  expect(entries[0]).toMatchObject({ level: "info", message: "Connection test: everything works." });
  const detail = await getLogDetail(services, actor.merchantId, entries[0]?.seq ?? 0);
  expect(detail?.steps.map(({ operation }) => operation)).toContain("menus.list");
});

test.each([
  ["businesses", "Businesses"],
  ["menus", "Menus"],
  ["finance", "Finance"],
  ["items", "Items"],
  ["richItems", "Rich items"],
  ["readiness", "Readiness"],
])(
  "with %s broken only the line %s fails, with a remedy, and once it is mended the test clears the trouble",
  async (operation, name) => {
    const { actor, account } = await connected();
    const { id } = await breakIt(account, operation, { type: "status", status: 500 });
    const view = await testConnection(services, actor);
    expect(lines(view)).toEqual({ ...good, [name]: "failed" });
    expect(failed(view)[0]?.message).toContain("500");
    expect(failed(view)[0]?.remedy).toMatch(/.{10}/);
    const shown = await getConnectionView(services, actor.merchantId);
    expect(shown).toMatchObject({ status: "degraded", problem: { code: "test_failed" }, lastChecked: { ok: false } });
    // One part failed and the others did not: the sentence says which.
    expect(shown.lastChecked?.error).toBe(`${name}: ${failed(view)[0]?.message}`);
    await stage.sandbox.control("DELETE", `/faults/${id}`);
    await testConnection(services, actor);
    expect(await getConnectionView(services, actor.merchantId)).toMatchObject({ status: "connected", problem: null });
  },
);

const answers: [string, object, RegExp, RegExp][] = [
  ["403", { type: "status", status: 403 }, /403/, /admin or owner/],
  ["404", { type: "status", status: 404 }, /404/, /location link/],
  ["429", { type: "status", status: 429, retryAfter: 60 }, /slow down/, /in a minute/],
  [
    "HTML",
    { type: "raw", status: 200, headers: { "content-type": "text/html" }, body: "<h1>Sorry</h1>" },
    /unexpected form/,
    /support/,
  ],
  ["a redirect", { type: "raw", status: 302, headers: { location: "http://127.0.0.1:9/" } }, /302/, /support/],
  ["a broken connection", { type: "cut", at: "body" }, /did not answer/, /in a minute/],
  [
    "a word that no column holds",
    {
      type: "raw",
      status: 418,
      headers: { "content-type": "application/json" },
      body: '{"message":"bad\\u0000\\ud800word"}',
    },
    /418/,
    /support/,
  ],
];

test.each(answers)(
  "%s from one endpoint is told in the merchant's words with a next step",
  async (_, what, message, remedy) => {
    const { actor, account } = await connected();
    await breakIt(account, "items", what);
    const view = await testConnection(services, actor);
    expect(lines(view)).toEqual({ ...good, Items: "failed" });
    expect(failed(view)[0]?.message).toMatch(message);
    expect(failed(view)[0]?.remedy).toMatch(remedy);
  },
);

test.each([
  ["financial-api", ["Finance"]],
  ["items", ["Items"]],
])("without the permission %s only what needs it fails, and no call is made for it", async (scope, names) => {
  const { actor, account } = await connected(
    ["orders-api", "financial-api", "items", "offline_access"].filter((name) => name !== scope),
  );
  const view = await testConnection(services, actor);
  expect(failed(view).map(({ capability }) => capability)).toEqual(names);
  for (const line of failed(view)) {
    expect(line.message).toContain(scope);
    expect(line.remedy).toContain("Reconnect");
  }
  const operation = scope === "items" ? "items" : "finance";
  expect(await stage.sandbox.requests({ account: account.accountId, operation })).toEqual([]);
});

test("a till that is closed or offline is neutral and says why", async () => {
  const { actor, account } = await connected();
  await breakIt(account, "readiness", {
    type: "raw",
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      status: "NOT_READY",
      lastUpdatedAt: new Date().toISOString(),
      onlineOrderingApiConfiguration: { enabled: false },
      posStatus: { salesPeriod: "CLOSED", acceptingOnlineOrders: false, availableDevices: false },
    }),
  });
  const view = await testConnection(services, actor);
  expect(lines(view)).toEqual({ ...good, Readiness: "neutral" });
  const { message, remedy } = view.results.at(-1) ?? {};
  for (const reason of ["switched off", "not opened", "does not accept", "no till is online"])
    expect(message).toContain(reason);
  expect(remedy).toContain("Open the day");
  expect((await getConnectionView(services, actor.merchantId)).status).toBe("connected");
});

test("slow and silent endpoints: the test ends within five seconds and shows the others' results", async () => {
  const { actor, account } = await connected();
  await breakIt(account, "items", { type: "hang" });
  await breakIt(account, "richItems", { type: "hang" });
  await breakIt(account, "menus", { type: "slow", ms: 300 });
  const started = performance.now();
  const view = await testConnection(services, actor);
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(lines(view)).toEqual({ ...good, Items: "failed", "Rich items": "failed" });
  expect(failed(view).map(({ message }) => message)).toEqual(Array(2).fill("Lightspeed did not answer in time."));
});

test("with the token endpoint silent and the token at its end the test still ends within five seconds", async () => {
  const { actor, account } = await connected();
  await owner`update connections set access_expires_at = now() where merchant_id = ${actor.merchantId}`;
  await breakIt(account, "token", { type: "hang" });
  const started = performance.now();
  const view = await testConnection(services, actor);
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(failed(view)).toHaveLength(6);
  expect((await getConnectionView(services, actor.merchantId)).test.running).toBe(false);
});

test("twenty at once: one test runs, nineteen are told, and afterwards the next one may", async () => {
  const { actor, account } = await connected();
  const { id } = await breakIt(account, "menus", { type: "hold" }, 1);
  const all = Promise.allSettled(Array.from({ length: 20 }, () => testConnection(services, actor)));
  await stage.sandbox.control("GET", `/holds/${id}?atLeast=1`);
  expect((await getConnectionView(services, actor.merchantId)).test.running).toBe(true);
  await expect(testConnection(services, actor)).rejects.toMatchObject({ code: "conflict" });
  await stage.sandbox.control("POST", `/holds/${id}/release`);
  const outcomes = await all;
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
  expect(await stage.sandbox.requests({ account: account.accountId, operation: "menus" })).toHaveLength(1);
  expect(lines(await testConnection(services, actor))).toEqual(good);
});

test("a test whose process died blocks nobody for longer than its claim", async () => {
  const { actor } = await connected();
  await owner`insert into connection_tests (merchant_id, running_until) values (${actor.merchantId}, now() + interval '30 seconds')`;
  await expect(testConnection(services, actor)).rejects.toMatchObject({ code: "conflict" });
  await owner`update connection_tests set running_until = now() - interval '1 second' where merchant_id = ${actor.merchantId}`;
  expect(lines(await testConnection(services, actor))).toEqual(good);
});

test("a fault of our own while testing leaves no test running", async () => {
  const { actor } = await connected();
  const broken = { ...services, lightspeed: { ...services.lightspeed, apiUrl: "not a url" } };
  await testConnection(broken, actor).catch(() => {});
  expect((await getConnectionView(services, actor.merchantId)).test.running).toBe(false);
});

test("a connection that Lightspeed has ended: useful lines, the status says reconnect, and a second test asks nobody", async () => {
  const { actor, account } = await connected();
  await stage.sandbox.control("POST", `/accounts/${account.accountId}/revoke`);
  const view = await testConnection(services, actor);
  expect(failed(view)).toHaveLength(6);
  for (const { message, remedy } of failed(view)) {
    expect(message).toMatch(/Lightspeed (has ended the connection|does not accept our permission)/);
    expect(remedy).toContain("Reconnect");
  }
  expect(await getConnectionView(services, actor.merchantId)).toMatchObject({
    status: "needs_reauthorization",
    problem: { code: "refresh_refused" },
  });
  const before = (await stage.sandbox.requests({ account: account.accountId })).length;
  expect(failed(await testConnection(services, actor))).toHaveLength(6);
  expect((await stage.sandbox.requests({ account: account.accountId })).length).toBe(before);
});

test("the linked location is used, else the first that the token sees", async () => {
  const { actor, account, locationId } = await connected(undefined, {
    businesses: [{ name: "Two places", locations: [{ name: "First" }, { name: "Second" }] }],
  });
  const places = account.businesses[0]?.locations.map(({ id }) => id) ?? [];
  const asked = async () => {
    const { requests } = await stage.sandbox.control<{ requests: { operation: string; query: unknown }[] }>(
      "GET",
      `/requests?account=${account.accountId}&operation=menus`,
    );
    return JSON.stringify(requests.at(-1)?.query);
  };
  await testConnection(services, actor);
  expect(await asked()).toContain(places[0]);
  const last = places.at(-1) ?? "";
  expect(last).not.toBe(places[0]);
  await linkLocation(services, actor, { locationId, businessLocationId: last });
  await testConnection(services, actor);
  expect(await asked()).toContain(last);
  // A link that was switched off does not count.
  await owner`update location_links set active = false where merchant_id = ${actor.merchantId}`;
  await testConnection(services, actor);
  expect(await asked()).toContain(places[0]);
});

test("an account that shows no location is tested as far as it goes", async () => {
  const { actor } = await connected();
  await owner`update connections set businesses = '[]', business_id = null where merchant_id = ${actor.merchantId}`;
  const view = await testConnection(services, actor);
  expect(lines(view)).toMatchObject({
    Businesses: "ok",
    Menus: "neutral",
    "Rich items": "neutral",
    Readiness: "neutral",
  });
});

test("a viewer cannot test, another merchant's connection is not touched, and without a connection there is nothing to test", async () => {
  const { actor } = await connected();
  await expect(testConnection(services, { ...actor, role: "viewer" })).rejects.toMatchObject({ code: "forbidden" });
  const stranger = (await createStageMerchant(stage)).actor;
  await expect(testConnection(services, stranger)).rejects.toMatchObject({ code: "not_connected" });
  expect((await getConnectionView(services, actor.merchantId)).test.testedAt).toBeNull();
});
