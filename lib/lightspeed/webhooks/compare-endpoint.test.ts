import { expect, test } from "vitest";
import type { WebhookEndpoint } from "@/lib/k-series";
import { driftOf, mergeEndpoint } from "./compare-endpoint";
import { newEndpointId, wantedEndpoint } from "./endpoint-settings";
import { unreachableBecause } from "./reachability";

const settings = { appUrl: "https://app.upvendo.example", credentials: { user: "ls", password: "a long enough one" } };
const wanted = wantedEndpoint(settings, "id-1");
const theirs: WebhookEndpoint = { ...wanted };

test("an endpoint id has at least 128 random bits and fits into an address as it is", () => {
  const ids = Array.from({ length: 1_000 }, newEndpointId);
  expect(new Set(ids).size).toBe(1_000);
  for (const id of ids) expect(id).toMatch(/^[\w-]{32}$/);
});

test("an endpoint as we want it has no drift; whether Lightspeed echoes the password or not", () => {
  expect(driftOf(wanted, theirs)).toBeNull();
  expect(driftOf(wanted, { ...theirs, password: null })).toBeNull();
});

test.each<[string, Partial<WebhookEndpoint>, { field: string; ours: string; theirs: string }[]]>([
  [
    "another address",
    { url: "https://x.example/" },
    [{ field: "Address", ours: wanted.url, theirs: "https://x.example/" }],
  ],
  ["no credentials", { withBasicAuth: false }, [{ field: "Credentials", ours: "on", theirs: "off" }]],
  ["another user", { username: "else" }, [{ field: "User or password", ours: "as configured", theirs: "different" }]],
  [
    "another password",
    { password: "else" },
    [{ field: "User or password", ours: "as configured", theirs: "different" }],
  ],
  [
    "a flag that was reset",
    { provideAccount: null },
    [{ field: "Check in each notification", ours: "on", theirs: "off" }],
  ],
  ["lines left out", { expandTransactions: false }, [{ field: "Lines of the check", ours: "on", theirs: "off" }]],
  ["payments left out", { expandPayments: false }, [{ field: "Payments of the check", ours: "on", theirs: "off" }]],
  [
    "a subscription that is missing",
    { subscribeTo: wanted.subscribeTo.slice(1) },
    [{ field: "Events order/DELIVERED", ours: "subscribed", theirs: "not subscribed" }],
  ],
])("%s is drift, and says no credential", (_, change, expected) => {
  const drift = driftOf(wanted, { ...theirs, ...change });
  expect(drift).toEqual(expected);
  expect(JSON.stringify(drift)).not.toMatch(/a long enough one|"else"/);
});

test("an endpoint that is not there, and a subscription of somebody else's", () => {
  expect(driftOf(wanted, null)).toEqual([{ field: "Endpoint", ours: "registered", theirs: "not there" }]);
  const more = { ...theirs, subscribeTo: [...wanted.subscribeTo, { resource: "payment", name: "OTHER" }] };
  expect(driftOf(wanted, more)).toBeNull();
});

test("a merge writes everything, since what is left out is switched off, and keeps what was not changed", () => {
  const bare: WebhookEndpoint = {
    endpointId: "id-1",
    url: "https://old.example/",
    withBasicAuth: true,
    username: "ls",
    password: "pw",
    expandPayments: true,
  };
  expect(mergeEndpoint(bare, { url: wanted.url })).toEqual({
    ...{ endpointId: "id-1", url: wanted.url, withBasicAuth: true, username: "ls", password: "pw" },
    ...{ provideAccount: false, expandTransactions: false, expandPayments: true, subscribeTo: [] },
  });
  const foreign = { resource: "payment" as const, name: "OTHER" };
  expect(mergeEndpoint({ ...theirs, subscribeTo: [foreign] }, wanted)).toEqual({
    ...wanted,
    subscribeTo: [...wanted.subscribeTo, foreign],
  });
});

test.each([
  ["http://localhost:3000/webhook", /this computer itself/],
  ["http://127.0.0.1/webhook", /this computer itself/],
  ["http://[::1]:3000/webhook", /this computer itself/],
  ["https://10.1.2.3/webhook", /private network/],
  ["https://192.168.0.7/webhook", /private network/],
  ["https://172.20.0.1/webhook", /private network/],
  ["https://[fd12::1]/webhook", /private network/],
  ["https://shop.local/webhook", /private network/],
  ["https://shop/webhook", /no public name/],
  ["http://app.upvendo.example/webhook", /https/],
])("%s is not reachable from outside", (url, why) => {
  expect(unreachableBecause(url)).toMatch(why);
});

test.each(["https://app.upvendo.example/webhook", "https://172.15.0.1/x", "https://[2a00::1]/x"])(
  "%s looks public",
  (url) => {
    expect(unreachableBecause(url)).toBeNull();
  },
);
