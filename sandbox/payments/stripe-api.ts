import { createHash } from "node:crypto";
import { type Answer, type Arrived, jsonAnswer } from "../http/exchange";
import type { Sandbox } from "../sandbox";
import { randomId, type StripeAccount, type StripeEndpoint } from "./accounts";
import { type Books, type Checkout, openBooks } from "./books";
import { settleRefund } from "./perform";
import { chargeObject, intentObject, refundObject, sessionObject } from "./stripe-objects";
import { mapAt, readForm, textAt } from "./wire";

type Call = {
  sandbox: Sandbox;
  account: StripeAccount;
  books: Books;
  query: URLSearchParams;
  form: ReturnType<typeof readForm>;
};
type Handler = (call: Call, id: string) => Answer;

function refuse(status: number, message: string, code?: string): Answer {
  const type = status === 401 ? "invalid_request_error" : status >= 500 ? "api_error" : "invalid_request_error";
  return jsonAnswer(
    status,
    { error: { type, message, ...(code ? { code } : {}) } },
    { "stripe-should-retry": "false" },
  );
}

const missing = (what: string, id: string) => refuse(404, `No such ${what}: '${id}'`, "resource_missing");
const list = (url: string, data: unknown[]) => jsonAnswer(200, { object: "list", url, has_more: false, data });

const createSession: Handler = ({ sandbox, account, books, form }) => {
  const price = ["line_items", "0", "price_data"] as const;
  const amount = Number(textAt(form, ...price, "unit_amount"));
  const currency = textAt(form, ...price, "currency") ?? "";
  const expires = Number(textAt(form, "expires_at") ?? Date.now() / 1000 + 86_400) * 1000;
  const successUrl = textAt(form, "success_url");
  if (textAt(form, "mode") !== "payment" || !Number.isInteger(amount) || amount < 1 || !/^[a-z]{3}$/.test(currency))
    return refuse(400, "Invalid line item.", "parameter_invalid");
  if (!successUrl) return refuse(400, "Missing required param: success_url.", "parameter_missing");
  if (expires < Date.now() + 30 * 60_000 - 5_000 || expires > Date.now() + 86_400_000 + 5_000)
    return refuse(
      400,
      "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.",
      "parameter_invalid",
    );
  const checkout: Checkout = {
    ...{ id: randomId(account.livemode ? "cs_live_" : "cs_test_", 24), account: account.id, provider: "stripe" },
    ...{ amount, currency: currency.toUpperCase(), state: "open", createdAt: Date.now(), expiresAt: expires },
    description: textAt(form, ...price, "product_data", "name") ?? "",
    ...{ successUrl, cancelUrl: textAt(form, "cancel_url") ?? successUrl },
    ...{ reference: textAt(form, "client_reference_id") ?? "", metadata: mapAt(form, "metadata") },
  };
  books.checkouts.set(checkout.id, checkout);
  return jsonAnswer(200, sessionObject(checkout, account, { books, url: sandbox.url }));
};

const own = (account: StripeAccount, books: Books, id: string) => {
  const found = books.checkout(id);
  return found?.account === account.id ? found : undefined;
};

const readSession: Handler = ({ sandbox, account, books, query }, id) => {
  const checkout = own(account, books, id);
  if (!checkout) return missing("checkout.session", id);
  const session = sessionObject(checkout, account, { books, url: sandbox.url });
  const expanded = [...query.entries()].filter(([name]) => name.startsWith("expand")).map(([, value]) => value);
  const [charge] = books.chargesOfCheckout(id).slice(-1);
  if (!charge || !expanded.some((value) => value.startsWith("payment_intent"))) return jsonAnswer(200, session);
  const intent = intentObject(charge, account);
  const whole = expanded.includes("payment_intent.latest_charge")
    ? { ...intent, latest_charge: chargeObject(charge, account) }
    : intent;
  return jsonAnswer(200, { ...session, payment_intent: whole });
};

const expireSession: Handler = ({ sandbox, account, books }, id) => {
  const checkout = own(account, books, id);
  if (!checkout) return missing("checkout.session", id);
  if (checkout.state !== "open") return refuse(400, "Only Checkout Sessions with a status in [open] can be expired.");
  const expired: Checkout = { ...checkout, state: "expired" };
  books.checkouts.set(id, expired);
  return jsonAnswer(200, sessionObject(expired, account, { books, url: sandbox.url }));
};

const createRefund: Handler = ({ sandbox, account, books, form }) => {
  if (account.refunds === "forbid")
    return refuse(403, "The provided key does not have the required permissions (rak_charge_write).");
  const intent = textAt(form, "payment_intent") ?? "";
  const charge = books.chargesOf(account.id).find((one) => one.intent === intent && one.state === "paid");
  if (!charge) return missing("payment_intent", intent);
  const left = charge.amount - charge.refunded;
  const amount = Number(textAt(form, "amount") ?? left);
  if (left === 0) return refuse(400, `Charge ${charge.id} has already been refunded.`, "charge_already_refunded");
  if (!Number.isInteger(amount) || amount < 1 || amount > left)
    return refuse(400, `Refund amount is greater than unrefunded amount on charge (${left}).`, "amount_too_large");
  if (account.refunds === "refuse")
    return refuse(400, "Insufficient funds in your Stripe balance.", "balance_insufficient");
  const state = account.refunds === "pending" ? "pending" : "succeeded";
  const refund = settleRefund(sandbox, account, charge, { amount, state, metadata: mapAt(form, "metadata") });
  return jsonAnswer(200, refundObject(refund, charge));
};

function within(query: URLSearchParams, createdAt: number): boolean {
  const at = Math.floor(createdAt / 1000);
  const bound = (name: string, fallback: number) => Number(query.get(`created[${name}]`) ?? fallback);
  return at >= bound("gte", 0) && at < bound("lt", Number.POSITIVE_INFINITY);
}

const listRefunds: Handler = ({ account, books, query }) => {
  const intent = query.get("payment_intent");
  const chargeOf = new Map(books.chargesOf(account.id).map((charge) => [charge.id, charge]));
  const found = books
    .refundsOf(account.id)
    .filter((refund) => intent === null || chargeOf.get(refund.charge)?.intent === intent)
    .filter(({ createdAt }) => within(query, createdAt));
  return list(
    "/v1/refunds",
    found.reverse().map((refund) => refundObject(refund, chargeOf.get(refund.charge))),
  );
};

const listCharges: Handler = ({ account, books, query }) => {
  const found = books.chargesOf(account.id).filter(({ createdAt }) => within(query, createdAt));
  return list(
    "/v1/charges",
    found.reverse().map((charge) => chargeObject(charge, account)),
  );
};

const readIntent: Handler = ({ account, books }, id) => {
  const charge = books.chargesOf(account.id).find(({ intent }) => intent === id);
  return charge ? jsonAnswer(200, intentObject(charge, account)) : missing("payment_intent", id);
};

const endpointObject = ({ id, url, events, disabled }: StripeEndpoint, livemode: boolean) => ({
  ...{ id, object: "webhook_endpoint", url, enabled_events: events, livemode },
  status: disabled ? "disabled" : "enabled",
});

const createEndpoint: Handler = ({ sandbox, account, form }) => {
  const url = textAt(form, "url") ?? "";
  if (!URL.canParse(url))
    return refuse(400, "Invalid URL: An explicit scheme (such as https) must be provided.", "url_invalid");
  const endpoint = {
    id: randomId("we_"),
    url,
    events: Object.values(mapAt(form, "enabled_events")),
    secret: randomId("whsec_", 16),
  };
  sandbox.payments.save({ ...account, endpoints: [...account.endpoints, endpoint] });
  // The only time that the secret is shown.
  return jsonAnswer(200, { ...endpointObject(endpoint, account.livemode), secret: endpoint.secret });
};

const readEndpoint: Handler = ({ account }, id) => {
  const endpoint = account.endpoints.find((one) => one.id === id);
  return endpoint ? jsonAnswer(200, endpointObject(endpoint, account.livemode)) : missing("webhook endpoint", id);
};

const updateEndpoint: Handler = ({ sandbox, account, form }, id) => {
  const before = account.endpoints.find((one) => one.id === id);
  if (!before) return missing("webhook endpoint", id);
  const events = Object.values(mapAt(form, "enabled_events"));
  const disabled = textAt(form, "disabled");
  const endpoint = {
    ...before,
    url: textAt(form, "url") ?? before.url,
    ...(events.length > 0 ? { events } : {}),
    ...(disabled === undefined ? {} : { disabled: disabled === "true" }),
  };
  sandbox.payments.save({ ...account, endpoints: account.endpoints.map((one) => (one.id === id ? endpoint : one)) });
  return jsonAnswer(200, endpointObject(endpoint, account.livemode));
};

const deleteEndpoint: Handler = ({ sandbox, account }, id) => {
  const endpoints = account.endpoints.filter((endpoint) => endpoint.id !== id);
  if (endpoints.length === account.endpoints.length) return missing("webhook endpoint", id);
  sandbox.payments.save({ ...account, endpoints });
  return jsonAnswer(200, { id, object: "webhook_endpoint", deleted: true });
};

const routes: [method: string, path: RegExp, handle: Handler][] = [
  ["POST", /^\/v1\/checkout\/sessions$/, createSession],
  ["GET", /^\/v1\/checkout\/sessions\/(\w+)$/, readSession],
  ["POST", /^\/v1\/checkout\/sessions\/(\w+)\/expire$/, expireSession],
  ["GET", /^\/v1\/payment_intents\/(\w+)$/, readIntent],
  ["POST", /^\/v1\/refunds$/, createRefund],
  ["GET", /^\/v1\/refunds$/, listRefunds],
  ["GET", /^\/v1\/charges$/, listCharges],
  ["POST", /^\/v1\/webhook_endpoints$/, createEndpoint],
  [
    "GET",
    /^\/v1\/webhook_endpoints$/,
    ({ account }) =>
      list(
        "/v1/webhook_endpoints",
        account.endpoints.map((one) => endpointObject(one, account.livemode)),
      ),
  ],
  ["GET", /^\/v1\/webhook_endpoints\/(\w+)$/, readEndpoint],
  ["POST", /^\/v1\/webhook_endpoints\/(\w+)$/, updateEndpoint],
  ["DELETE", /^\/v1\/webhook_endpoints\/(\w+)$/, deleteEndpoint],
  [
    "GET",
    /^\/v1\/account$/,
    ({ account }) =>
      jsonAnswer(200, {
        ...{ id: account.id, object: "account", business_profile: { name: account.name }, country: "BE" },
        settings: { dashboard: { display_name: account.name, timezone: "Europe/Brussels" } },
      }),
  ],
  [
    "GET",
    /^\/v1\/balance$/,
    ({ account }) => jsonAnswer(200, { object: "balance", livemode: account.livemode, available: [], pending: [] }),
  ],
];

type Kept = { request: string; status: number; body: string };

/**
 * A repeated key with the same request gets the first answer again, errors of the server excepted (docs.stripe.com/api/idempotent_requests), and a key
 * without the permission, which ends before the call's work begins.
 */
function once(sandbox: Sandbox, account: StripeAccount, arrived: Arrived, work: () => Answer): Answer {
  const key = arrived.request.headers["idempotency-key"];
  if (arrived.request.method !== "POST" || typeof key !== "string") return work();
  const kept = sandbox.store.collection<Kept>("stripe-idempotency");
  const id = `${account.id} ${key}`;
  const request = createHash("sha256").update(`${arrived.url.pathname}\n${arrived.body}`).digest("hex");
  const found = kept.get(id);
  if (found && found.request !== request)
    return jsonAnswer(400, {
      error: {
        type: "idempotency_error",
        message: "Keys for idempotent requests can only be used with the same parameters.",
      },
    });
  if (found)
    return { ...jsonAnswer(found.status, null, { "idempotent-replayed": "true" }), body: Buffer.from(found.body) };
  const answer = work();
  if (answer.status < 500 && answer.status !== 403)
    kept.set(id, { request, status: answer.status, body: answer.body.toString() });
  return answer;
}

export async function answerStripe(sandbox: Sandbox, arrived: Arrived): Promise<Answer> {
  const account = sandbox.payments.ofStripe(arrived);
  if (!account) return refuse(401, "Invalid API Key provided.", "api_key_invalid");
  const { pathname, searchParams: query } = arrived.url;
  for (const [method, path, handle] of routes) {
    const match = path.exec(pathname);
    if (!match || method !== arrived.request.method) continue;
    const call = { sandbox, account, query, books: openBooks(sandbox.store), form: readForm(arrived.body.toString()) };
    const answer = once(sandbox, account, arrived, () => handle(call, match[1] ?? ""));
    return { ...answer, headers: { ...answer.headers, "request-id": randomId("req_") } };
  }
  return refuse(404, `Unrecognized request URL (${arrived.request.method}: ${pathname}).`);
}
