import { parse } from "lossless-json";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contractOperation, contractOperations, faultsOf } from "../testing/contract";
import { addressOf, endpoint, type Known, type Sample, samples, withDigits } from "../testing/samples";
import { startTestSandbox, type TestAccount, type TestSandbox } from "../testing/sandbox";
import { operations } from "./api";
import type { Operation } from "./operation";

const everyScope = ["orders-api", "financial-api", "items", "offline_access"];
/** The product document has it, the vendor's contract does not. */
const beyondTheContract = ["deleteItem"];

let sandbox: TestSandbox;
let account: TestAccount;
let token: string;
let known: Known;

async function tokenFor(owner: TestAccount, scopes = everyScope): Promise<string> {
  const answer = await sandbox.control<{ access_token: string }>("POST", `/accounts/${owner.accountId}/tokens`, {
    scopes,
  });
  return answer.access_token;
}

async function call(method: string, path: string, options: { token?: string | undefined; body?: unknown } = {}) {
  const headers: Record<string, string> = options.token ? { authorization: `Bearer ${options.token}` } : {};
  const payload = options.body === undefined ? {} : { body: withDigits(options.body) };
  const response = await fetch(sandbox.url + path, { method, headers, ...payload });
  const text = await response.text();
  return {
    status: response.status,
    contentType: response.headers.get("content-type"),
    headers: response.headers,
    text,
  };
}

const firstLocation = (owner: TestAccount) => owner.businesses[0]?.locations[0]?.id ?? "";

const read = async (path: string) => parse((await call("GET", path, { token })).text) as never;

/** On a quiet day nobody orders online. */
async function dayWithOnlineSale(locationId: string): Promise<{ date: string; externalReference: string }> {
  for (let days = 3; days < 60; days += 1) {
    const date = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    const { sales } = (await read(`/f/finance/${locationId}/dailyFinancials?date=${date}`)) as {
      sales: { externalReferences: string[] }[];
    };
    const [externalReference] = sales.flatMap(({ externalReferences }) => externalReferences);
    if (externalReference) return { date, externalReference };
  }
  throw new Error("nobody has ordered online for weeks");
}

/** Reads what other calls need, and opens a check and a count at the till. */
async function learn(owner: TestAccount): Promise<Known> {
  const locationId = firstLocation(owner);
  const [menu] = (await read(`/o/op/1/menu/list?businessLocationId=${locationId}`)) as { ikentooMenuId: unknown }[];
  const [plan] = (await read(`/o/op/data/${locationId}/floorplans`)) as { id: unknown }[];
  const [item] = (await read(`/items/v1/items?businessLocationId=${locationId}`)) as {
    id: unknown;
    accountingGroup: { id: unknown };
  }[];
  const { identifier } = await sandbox.control<{ identifier: string }>("POST", `/till/${locationId}/checks`, {
    table: 5,
    lines: [{ sku: "MAI-STEAK", subItems: [{ sku: "MOD-SAUCE-NONE" }] }],
  });
  await sandbox.control("PUT", `/till/${locationId}/counts/MAI-STEAK`, { count: 7 });
  const { date, externalReference } = await dayWithOnlineSale(locationId);
  return {
    account: owner,
    locationId,
    businessId: owner.businesses[0]?.id ?? "",
    menuId: String(menu?.ikentooMenuId),
    floorPlanId: String(plan?.id),
    groupId: String(item?.accountingGroup.id),
    itemId: String(item?.id),
    identifier,
    externalReference,
    date,
  };
}

const sampleOf = ({ id }: Operation): Sample => samples[id]?.(known) ?? {};
const address = (operation: Operation, where: Known = known, sample = sampleOf(operation)) =>
  addressOf(operation.path, operation.about === "location-in-query", where, sample);

beforeAll(async () => {
  sandbox = await startTestSandbox();
  account = await sandbox.account({ businesses: [{ name: "One BV", locations: [{ name: "A" }, { name: "B" }] }] });
  token = await tokenFor(account);
  known = await learn(account);
});
afterAll(() => sandbox.remove());

test("every operation of the contract is answered, and no other but those said to be beyond it", () => {
  const named = (list: { method: string; path: string }[]) =>
    list.map(({ method, path }) => `${method} ${path}`).sort();
  const own = operations.filter(({ id }) => !beyondTheContract.includes(id));
  expect(named(own)).toEqual(named(contractOperations()));
  expect(own).toHaveLength(51);
});

const inContract = operations.filter(({ id }) => !beyondTheContract.includes(id));

describe.each(inContract.map((operation) => [operation.id, operation] as const))("%s", (_id, operation) => {
  const { method, path, scope } = operation;

  test("stands in the contract under the same method, path, name and scope", () => {
    expect(contractOperation(method, path)).toMatchObject({ operationId: operation.id, "x-scopes": [scope] });
  });

  test("answers as the contract says", async () => {
    if (operation.kind === "webhooks" || operation.kind === "orders" || operation.kind === "payments") {
      await call("PUT", "/o/wh/1/webhook", { token, body: endpoint });
      await call("PUT", `/o/wh/1/webhook/${endpoint.endpointId}/business-locations/${known.locationId}`, { token });
    }
    const sample = sampleOf(operation);
    const answer = await call(method, address(operation, known, sample), { token, body: sample.body });
    expect(answer.status, answer.text).toBe(sample.status ?? 200);
    expect(faultsOf(method, path, answer, sample.leftOut)).toEqual([]);
  });

  test("refuses a token without the scope with 403", async () => {
    const others = everyScope.filter((other) => other !== scope);
    const { body } = sampleOf(operation);
    const answer = await call(method, address(operation), { token: await tokenFor(account, others), body });
    expect(answer.status).toBe(403);
  });

  test("refuses no token and a false token with 401", async () => {
    const { body } = sampleOf(operation);
    expect((await call(method, address(operation), { body })).status).toBe(401);
    const answer = await call(method, address(operation), { token: "false", body });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("invalid_token");
  });
});

describe.each(
  inContract.filter(({ about }) => about !== undefined).map((operation) => [operation.id, operation] as const),
)("%s", (_id, operation) => {
  test("refuses another account's place with 403", async () => {
    const stranger = await sandbox.account();
    const theirs = { ...known, locationId: firstLocation(stranger), businessId: stranger.businesses[0]?.id ?? "" };
    const { body } = samples[operation.id]?.(theirs) ?? {};
    expect((await call(operation.method, address(operation, theirs), { token, body })).status).toBe(403);
  });

  test("refuses an id that is no int64 with 400", async () => {
    for (const id of ["abc", "99999999999999999999", "9223372036854775808"]) {
      const wrong = { ...known, locationId: id, businessId: id };
      const sample = samples[operation.id]?.({ ...wrong, locationId: JSON.stringify(id) }) ?? {};
      const answer = await call(operation.method, address(operation, wrong, sample), { token, body: sample.body });
      expect(answer.status).toBe(400);
    }
  });
});

describe("the places that a token sees", () => {
  const list = async (owner: TestAccount) => call("GET", "/o/op/data/businesses", { token: await tokenFor(owner) });

  test("are printed as numbers without losing a digit beyond 2^53", async () => {
    const demo = await sandbox.control<TestAccount>("GET", "/accounts/demo");
    const answers = [await list(demo), await call("GET", "/f/data/businesses", { token: await tokenFor(demo) })];
    for (const { text } of answers) expect(text).toMatch(/"(id|blID)":9007199254740993[,}]/);
    expect(JSON.parse(answers[0]?.text ?? "")).toHaveLength(2);
  });

  test("are none for an account without businesses", async () => {
    expect((await list(await sandbox.account({ businesses: [] }))).text).toBe("[]");
  });

  test("shrink when the user loses sight of a location", async () => {
    const owner = await sandbox.account({ businesses: [{ name: "Two", locations: [{ name: "A" }, { name: "B" }] }] });
    await sandbox.control("PATCH", `/accounts/${owner.accountId}`, {
      locations: { [firstLocation(owner)]: { visible: false } },
    });
    const [business] = JSON.parse((await list(owner)).text);
    expect(business.businessLocations.map((location: { name: string }) => location.name)).toEqual(["B"]);
    const menus = `/o/op/1/menu/list?businessLocationId=${firstLocation(owner)}`;
    expect((await call("GET", menus, { token: await tokenFor(owner) })).status).toBe(403);
  });

  test("are refused to an L-Series account and to a user who is no admin any more", async () => {
    expect((await list(await sandbox.account({ kind: "l-series" }))).status).toBe(403);
    const owner = await sandbox.account();
    await sandbox.control("POST", `/accounts/${owner.accountId}/role`, { role: "no-admin" });
    expect((await list(owner)).status).toBe(403);
  });
});

describe("errors", () => {
  test("say 404 for an unknown path and for an operation that the vendor does not offer", async () => {
    expect((await call("GET", "/o/op/1/nothing", { token })).status).toBe(404);
    expect((await call("GET", "/o/wh/1/webhook", { token })).status).toBe(404);
  });

  test("say 404 in the vendor's words for an unknown webhook endpoint", async () => {
    const answer = await call("GET", "/o/wh/1/webhook/unknown", { token });
    expect(answer.status).toBe(404);
    expect(faultsOf("GET", "/o/wh/1/webhook/{endpointId}", answer)).toEqual([]);
    expect(JSON.parse(answer.text).message).toBe("endpoint ID not found for unknown");
  });

  test("name the missing field of a webhook endpoint", async () => {
    const answer = await call("PUT", "/o/wh/1/webhook", { token, body: { url: endpoint.url } });
    expect(answer.status).toBe(400);
    expect(faultsOf("PUT", "/o/wh/1/webhook", answer)).toEqual([]);
    expect(JSON.parse(answer.text).errors).toMatchObject([{ field: "endpointId", code: "NotNull" }]);
  });

  test("say which parameter is missing", async () => {
    const answer = await call("GET", "/o/op/1/onlineOrderReadiness", { token });
    expect(faultsOf("GET", "/o/op/1/onlineOrderReadiness", answer)).toEqual([]);
    expect(JSON.parse(answer.text)).toMatchObject({ status: 400, message: "Parameter businessLocationId is missing" });
  });

  test("write the status as text in the items family", async () => {
    const answer = await call("GET", "/items/v1/items", { token });
    expect(
      faultsOf("GET", "/items/v1/items", answer, [
        "$.apiSubExceptions[].field",
        "$.apiSubExceptions[].rejectedValue",
        "$.apiSubExceptions[].message",
      ]),
    ).toEqual([]);
    expect(JSON.parse(answer.text).status).toBe("400");
  });
});

describe("a webhook endpoint", () => {
  const path = `/o/wh/1/webhook/${endpoint.endpointId}`;

  test("belongs to one account, forgets flags left out of an update, and can be deleted", async () => {
    const other = await tokenFor(await sandbox.account());
    await call("PUT", "/o/wh/1/webhook", { token, body: { ...endpoint, provideAccount: true } });
    expect((await call("GET", path, { token: other })).status).toBe(404);
    const { endpointId, url } = endpoint;
    await call("POST", "/o/wh/1/webhook", { token, body: { endpointId, url } });
    expect(JSON.parse((await call("GET", path, { token })).text)).toMatchObject({ url, provideAccount: false });
    expect((await call("DELETE", path, { token })).status).toBe(200);
    expect((await call("GET", path, { token })).status).toBe(404);
  });
});

describe("items", () => {
  type Item = { id: { value: string }; sku: string };
  const items = async (query: string) =>
    (await read(`/items/v1/items?businessLocationId=${firstLocation(account)}&${query}`)) as Item[];

  test("can be paged without gap or repetition, and found by sku and by id", async () => {
    const all = await items("amount=1000");
    expect([...(await items("offset=0&amount=7")), ...(await items("offset=7&amount=1000"))]).toEqual(all);
    const [first, second] = all;
    expect(await items(`sku=${first?.sku}`)).toEqual([first]);
    expect(await items(`itemIds=${first?.id.value}&itemIds=${second?.id.value}`)).toEqual([first, second]);
  });
});
