import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startReceiver } from "../testing/receiver";
import { startTestSandbox, type TestSandbox } from "../testing/sandbox";
import type { StripeAccount, VivaAccount } from "./accounts";

let sandbox: TestSandbox;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await sandbox.remove();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.statuses.length = 0;
});

const newStripe = () => sandbox.control<StripeAccount>("POST", "/payments/accounts", { provider: "stripe" });
const newViva = () => sandbox.control<VivaAccount>("POST", "/payments/accounts", { provider: "viva" });
const told = (account: string, atLeast: number) =>
  sandbox.control<{ notifications: { status: string; outcome: string }[] }>(
    "GET",
    `/notifications?account=${account}&outcome=delivered&atLeast=${atLeast}`,
  );

async function stripe(
  account: StripeAccount,
  method: string,
  path: string,
  form?: Record<string, string>,
  key?: string,
) {
  const answer = await fetch(`${sandbox.url}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${account.secretKey}`, ...(key ? { "idempotency-key": key } : {}) },
    ...(form ? { body: new URLSearchParams(form) } : {}),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()), headers: answer.headers };
}

const sessionForm = (part: Record<string, string> = {}) => ({
  ...{ mode: "payment", client_reference_id: "ref-1", success_url: "http://localhost:3999/ok", "metadata[a]": "b" },
  ...{ "line_items[0][quantity]": "1", "line_items[0][price_data][currency]": "eur" },
  ...{ "line_items[0][price_data][unit_amount]": "1250", "line_items[0][price_data][product_data][name]": "Lunch" },
  ...part,
});

test("a Stripe payment: session, page, signed events, refund; a repeated key is one effect, another request under it is refused", async () => {
  const account = await newStripe();
  const hook = await stripe(account, "POST", "/webhook_endpoints", { url: receiver.url, "enabled_events[0]": "*" });
  const first = await stripe(account, "POST", "/checkout/sessions", sessionForm(), "k-1");
  const again = await stripe(account, "POST", "/checkout/sessions", sessionForm(), "k-1");
  expect(again.body.id).toBe(first.body.id);
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  const other = await stripe(account, "POST", "/checkout/sessions", sessionForm({ mode: "setup" }), "k-1");
  expect([other.status, other.body.error.type]).toEqual([400, "idempotency_error"]);

  const page = await (await fetch(first.body.url)).text();
  expect(page).toContain("12.50 EUR");
  const paid = await fetch(first.body.url, {
    method: "POST",
    body: new URLSearchParams({ outcome: "pay" }),
    redirect: "manual",
  });
  expect([paid.status, paid.headers.get("location")]).toEqual([303, "http://localhost:3999/ok"]);
  await told(account.id, 3);
  const completed = receiver.received.find(({ body }) => body.type === "checkout.session.completed");
  const header = String(completed?.headers["stripe-signature"]);
  const [, at = "", signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  expect(signature).toBe(createHmac("sha256", hook.body.secret).update(`${at}.${completed?.text}`).digest("hex"));

  const read = await stripe(
    account,
    "GET",
    `/checkout/sessions/${first.body.id}?expand[0]=payment_intent.latest_charge`,
  );
  expect(read.body).toMatchObject({
    payment_status: "paid",
    payment_intent: { amount_received: 1250, status: "succeeded" },
  });
  const intent = read.body.payment_intent.id;
  const refund = await stripe(account, "POST", "/refunds", { payment_intent: intent, amount: "250" }, "r-1");
  expect(refund.body).toMatchObject({ status: "succeeded", amount: 250 });
  expect((await stripe(account, "POST", "/refunds", { payment_intent: intent, amount: "250" }, "r-1")).body.id).toBe(
    refund.body.id,
  );
  const rest = await stripe(account, "POST", "/refunds", { payment_intent: intent, amount: "1001" }, "r-2");
  expect(rest.body.error.code).toBe("amount_too_large");
  expect((await stripe(account, "GET", `/refunds?payment_intent=${intent}`)).body.data).toHaveLength(1);
});

test("a declined card leaves the page open, and another account's key sees nothing", async () => {
  const [account, stranger] = [await newStripe(), await newStripe()];
  const { body } = await stripe(account, "POST", "/checkout/sessions", sessionForm());
  const page = await fetch(body.url, { method: "POST", body: new URLSearchParams({ outcome: "decline" }) });
  expect(await page.text()).toContain("The card was declined");
  expect((await stripe(account, "GET", `/checkout/sessions/${body.id}`)).body.status).toBe("open");
  expect((await stripe(stranger, "GET", `/checkout/sessions/${body.id}`)).status).toBe(404);
  expect((await stripe({ ...account, secretKey: "sk_test_wrong" }, "GET", "/account")).status).toBe(401);
});

async function viva(account: VivaAccount, method: string, path: string, body?: object) {
  const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  let authorization = basic(account.id, account.apiKey);
  if (path.startsWith("/checkout")) {
    const token = await fetch(`${sandbox.url}/connect/token`, {
      method: "POST",
      headers: { authorization: basic(account.clientId, account.clientSecret) },
      body: new URLSearchParams({ grant_type: "client_credentials" }),
    });
    authorization = `Bearer ${(await token.json()).access_token}`;
  }
  const answer = await fetch(sandbox.url + path, {
    method,
    headers: { authorization, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, text: await answer.text() };
}

test("a Viva Wallet payment: order code beyond 2^53 as a number, decimals, an unsigned notice, read-back and refund", async () => {
  const account = await newViva();
  const order = await viva(account, "POST", "/checkout/v2/orders", {
    amount: 1990,
    sourceCode: account.sourceCode,
    merchantTrns: "p-1",
  });
  const [, code = ""] = /^\{"orderCode":(\d{16})\}$/.exec(order.text) ?? [];
  expect(Number(code)).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
  expect((await viva(account, "GET", `/api/orders/${code}`)).text).toContain('"StateId":0');
  await sandbox.control("POST", `/payments/checkouts/${code}`, { outcome: "decline" });
  await sandbox.control("POST", `/payments/checkouts/${code}`, { outcome: "pay" });
  const list = JSON.parse((await viva(account, "GET", `/api/transactions?ordercode=${code}`)).text).Transactions;
  expect(list.map(({ StatusId }: { StatusId: string }) => StatusId)).toEqual(["E", "F"]);
  const id = list[1].TransactionId;
  const read = await viva(account, "GET", `/checkout/v2/transactions/${id}`);
  expect(read.text).toContain(`"amount":19.90,"orderCode":${code},"statusId":"F","currencyCode":"978"`);
  const back = JSON.parse((await viva(account, "DELETE", `/api/transactions/${id}?amount=500`)).text);
  expect(back).toMatchObject({ StatusId: "F", ErrorCode: 0 });
  expect((await viva(account, "GET", `/api/transactions?ordercode=${code}`)).text).toContain('"Amount":-5.00');
  expect(JSON.parse((await viva(account, "DELETE", `/api/transactions/${id}?amount=1491`)).text).ErrorCode).toBe(403);
});

test("Viva Wallet accepts a webhook address only when it shows the account's key", async () => {
  const account = await newViva();
  let key = "another key";
  const server = createServer((_, response) => response.end(JSON.stringify({ Key: key })));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const set = () => sandbox.control<VivaAccount>("PATCH", `/payments/accounts/${account.id}`, { webhookUrl });
  await expect(set()).rejects.toThrow(/409/);
  key = account.verificationKey;
  expect(await set()).toMatchObject({ webhookUrl });
  server.closeAllConnections();
  server.close();
});

test("a crowd pays in its order, so many a second, and is told of like single guests", async () => {
  const account = await newStripe();
  await stripe(account, "POST", "/webhook_endpoints", {
    url: receiver.url,
    "enabled_events[0]": "checkout.session.completed",
  });
  const checkouts: string[] = [];
  for (let n = 0; n < 3; n += 1)
    checkouts.push((await stripe(account, "POST", "/checkout/sessions", sessionForm())).body.id);
  const began = performance.now();
  expect(await sandbox.control("POST", "/payments/crowd", { checkouts, perSecond: 20 })).toEqual({ paid: 3 });
  expect(performance.now() - began).toBeGreaterThan(90);
  await told(account.id, 3);
  const paid = await Promise.all(checkouts.map((id) => stripe(account, "GET", `/checkout/sessions/${id}`)));
  expect(paid.map(({ body }) => body.payment_status)).toEqual(["paid", "paid", "paid"]);
  await expect(sandbox.control("POST", "/payments/crowd", { checkouts: ["cs_none"], perSecond: 20 })).rejects.toThrow(
    /404/,
  );
  await expect(sandbox.control("POST", "/payments/crowd", { checkouts, perSecond: 0 })).rejects.toThrow(/400/);
});

test("a lost notice stays lost, a repeated one is signed anew", async () => {
  const account = await newStripe();
  await stripe(account, "POST", "/webhook_endpoints", {
    url: receiver.url,
    "enabled_events[0]": "checkout.session.completed",
  });
  await sandbox.control("POST", "/notifications/faults", { account: account.id, times: 1, do: { type: "lose" } });
  const first = (await stripe(account, "POST", "/checkout/sessions", sessionForm())).body.id;
  await sandbox.control("POST", `/payments/checkouts/${first}`, { outcome: "pay" });
  await sandbox.control("POST", "/notifications/faults", {
    account: account.id,
    times: 1,
    do: { type: "duplicate", copies: 2 },
  });
  const second = (await stripe(account, "POST", "/checkout/sessions", sessionForm())).body.id;
  await sandbox.control("POST", `/payments/checkouts/${second}`, { outcome: "pay" });
  await told(account.id, 3);
  expect(receiver.received).toHaveLength(3);
  expect(new Set(receiver.received.map(({ body }) => body.id)).size).toBe(1);
});
