import { afterAll, beforeAll, expect, test } from "vitest";
import { authorizationUrl, connect, refresh } from "../testing/oauth";
import { startTestSandbox, type TestSandbox } from "../testing/sandbox";

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.remove());

const page = async (path: string) => (await fetch(sandbox.url + path)).text();
const submit = async (path: string, form: Record<string, string>) => {
  const body = new URLSearchParams(form);
  return (await fetch(sandbox.url + path, { method: "POST", body, headers: { origin: sandbox.url } })).text();
};

test("the till shows the restaurants with their ids, the connected app, and revokes it", async () => {
  const account = await sandbox.account({
    businesses: [{ name: "Café <b>Zwei</b>", locations: [{ name: "Garden" }] }],
  });
  const tokens = await connect(sandbox, account, { scope: "orders-api offline_access" });
  const before = await page(`/till?account=${account.accountId}`);
  expect(before).toContain("Café &lt;b&gt;Zwei&lt;/b&gt;");
  for (const id of [account.businesses[0]?.id, account.businesses[0]?.locations[0]?.id]) expect(before).toContain(id);
  expect(before).toContain("orders-api");
  const grant = /name="grant" value="([^"]+)"/.exec(before)?.[1] ?? "";
  expect(await submit("/till/revoke", { account: account.accountId, grant })).toContain("No app is connected");
  expect((await refresh(sandbox, tokens.refresh_token)).body.error).toBe("invalid_grant");
});

test("the root leads to the demo account's till", async () => {
  const text = await page("/");
  for (const word of ["Brasserie Demo BV", "Demo Catering BV", "Brasserie Canal", "9007199254740993"]) {
    expect(text).toContain(word);
  }
});

test("the panel sets a fault for an account, lists it, and clears it", async () => {
  const account = await sandbox.account();
  const tokens = await connect(sandbox, account);
  const call = () =>
    fetch(`${sandbox.url}/o/op/data/businesses`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  const chosen = { account: account.accountId, operation: "businesses", times: "" };
  expect(await submit("/faults", { ...chosen, do: "too-many" })).toContain("Set: 429");
  expect((await call()).status).toBe(429);
  const listed = await page("/faults");
  expect(listed).toContain("429, retry after 10 s");
  expect(listed).toContain("/o/op/data/businesses");
  await submit("/faults", { ...chosen, do: "clear" });
  expect((await call()).status).toBe(200);
});

test("the panel spoils the way of notifications, lists it, and clears it", async () => {
  const account = await sandbox.account();
  const chosen = { account: account.accountId, operation: "all", times: "2" };
  for (const [name, label] of [
    ["notice-twice", "Twice"],
    ["notice-late", "Late, by 10 seconds"],
    ["notice-order", "Out of order"],
    ["notice-never", "Never"],
  ] as const)
    expect(await submit("/faults", { ...chosen, do: name })).toContain(`Set for notifications: ${label}.`);
  expect(await submit("/faults", { ...chosen, do: "notice-first" })).toContain("Set: Before the answer to the order.");
  expect(await page("/faults")).toContain("Notification: out of order");
  const left = () => sandbox.control<unknown[]>("GET", "/notifications/faults");
  expect(await left()).toHaveLength(4);
  await submit("/faults", { ...chosen, do: "clear" });
  expect(await left()).toEqual([]);
});

test("the panel expires access tokens and revokes access", async () => {
  const account = await sandbox.account();
  const tokens = await connect(sandbox, account);
  const chosen = { account: account.accountId, operation: "all", times: "" };
  expect(await submit("/faults", { ...chosen, do: "expire" })).toContain("Expired access tokens: 1.");
  expect((await refresh(sandbox, tokens.refresh_token)).status).toBe(200);
  expect(await submit("/faults", { ...chosen, do: "revoke" })).toContain("Revoked grants: 1.");
});

test("no page loads anything from elsewhere or runs a script but the till its own", async () => {
  const { url } = await authorizationUrl(sandbox);
  for (const address of [`${sandbox.url}/till`, `${sandbox.url}/faults`]) {
    const response = await fetch(address);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const text = await response.text();
    const ownScript = '<script type="module" src="/till/live.js"></script>'; // the only one, on the till alone
    expect(text.replace(address.endsWith("/till") ? ownScript : "", "")).not.toMatch(
      /<script|src=|href="https?:|@import/,
    );
  }
  const broken = new URL(url);
  broken.searchParams.set("client_id", "<script>alert(1)</script>");
  const refused = await (await fetch(broken, { headers: { accept: "text/html" } })).text();
  expect(refused).toContain("Client not found.");
  expect(refused).not.toContain("<script");
});

test("the till's buttons open, fill, pay and close a check, sell out an item and take the POS offline, without script", async () => {
  const account = await sandbox.account({ businesses: [{ name: "T", locations: [{ name: "T", historyDays: 0 }] }] });
  const location = account.businesses[0]?.locations[0]?.id ?? "";
  const press = (action: string, form: Record<string, string>) => submit(`/till/${location}/${action}`, form);
  const opened = await press("open", { table: "4", covers: "2", sku: "STA-SOEP" });
  const check = /Check (A[\d.]+) is open/.exec(opened)?.[1] ?? "";
  expect(opened).toContain("Table 4");
  expect(await press("add", { check, sku: "DRI-COLA" })).toContain("€ 10.70");
  expect(await press("add", { check, sku: "NOPE" })).toContain("That did not work: Item NOPE is not sold");
  await press("pay", { check, method: "CASH" });
  expect(await press("close", { check })).toContain("1 bills, € 10.70");
  expect(await press("void", { check })).toContain(`Check ${check} is voided.`);
  expect(await press("void", { check })).toContain(`That did not work: Sale ${check} is voided already`);
  expect(await press("count", { sku: "STA-SOEP", count: "5", soldOut: "yes" })).toContain("Sold out");
  expect(await press("status", { field: "availableDevices", value: "false" })).toContain("Not ready for online orders");
});

test("an open till page is told at once when its till changes, and only then", async () => {
  const [mine, other] = [await sandbox.account(), await sandbox.account()];
  const stream = await fetch(`${sandbox.url}/till/events?account=${mine.accountId}`);
  expect(stream.headers.get("content-type")).toBe("text/event-stream");
  const reader = stream.body?.getReader();
  const location = (account: typeof mine) => account.businesses[0]?.locations[0]?.id ?? "";
  await sandbox.control("PATCH", `/till/${location(other)}`, { availableDevices: false });
  await sandbox.control("PATCH", `/till/${location(mine)}`, { availableDevices: false });
  let text = "";
  while (!text.includes("event: change")) text += new TextDecoder().decode((await reader?.read())?.value);
  expect(text).toContain(`data: ${location(mine)}`);
  expect(text).not.toContain(location(other));
  await reader?.cancel();
});
