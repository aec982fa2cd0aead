import { Hono } from "hono";
import { html } from "hono/html";
import { document, type Html, pageHeaders } from "../pages/layout";
import { navigation, readableTime, table } from "../pages/parts";
import type { Sandbox } from "../sandbox";
import { type PaymentAccount, type RefundMode, refundModes } from "./accounts";
import { type Charge, type Checkout, openBooks } from "./books";
import { acceptWebhookUrl } from "./handshake";
import { choose, endRefund, settleRefund } from "./perform";
import { decimal } from "./wire";

const amountOf = (minor: number, currency: string) => `${decimal(minor, currency).digits} ${currency}`;
const providerOf = ({ provider }: { provider: "stripe" | "viva" }) =>
  provider === "stripe" ? "Stripe" : "Viva Wallet";

/** The page on which a guest pays. */
function checkoutPage(checkout: Checkout, merchant: string, told: string): string {
  const open = checkout.state === "open";
  const words = {
    paid: "This has been paid.",
    expired: "This page has expired.",
    cancelled: "This payment was cancelled.",
    open: "",
  };
  return document(
    `Pay ${merchant}`,
    html`<div class="card"><p class="soft">${providerOf(checkout)} test page</p>
<h1>${amountOf(checkout.amount, checkout.currency)}</h1><p>${merchant}${checkout.description ? html`: ${checkout.description}` : ""}</p>
${told ? html`<p class="error" role="alert">${told}</p>` : ""}
${
  open
    ? html`<form method="post"><p class="soft small">No real card and no real money. Choose what the bank says.</p>
<p><button class="primary wide" name="outcome" value="pay">Pay ${amountOf(checkout.amount, checkout.currency)}</button></p>
<div class="row"><button name="outcome" value="decline">Decline the card</button><button name="outcome" value="cancel">Cancel and go back</button></div></form>`
    : html`<p role="status">${words[checkout.state]}</p>`
}</div>`,
    { narrow: true },
  );
}

function keysOf(account: PaymentAccount): Html {
  const row = (name: string, value: string) => html`<dt>${name}</dt><dd><code>${value}</code></dd>`;
  if (account.provider === "stripe")
    return html`<dl>${row("Account", account.id)}${row("Secret key", account.secretKey)}</dl>
<p class="small soft">${account.endpoints.length === 0 ? "No webhook endpoint yet." : html`Webhook endpoints: ${account.endpoints.map(({ url }) => html`<code>${url}</code> `)}`}</p>`;
  return html`<dl>${row("Merchant ID", account.id)}${row("API key", account.apiKey)}${row("Client ID", account.clientId)}
${row("Client secret", account.clientSecret)}${row("Source code", account.sourceCode)}</dl>
<form method="post" action="/payments/viva/${account.id}">
<label for="webhook-${account.id}">Webhook address</label><input id="webhook-${account.id}" name="webhookUrl" type="text" value="${account.webhookUrl ?? ""}">
<label for="success-${account.id}">Success address of the payment source</label><input id="success-${account.id}" name="successUrl" type="text" value="${account.successUrl ?? ""}">
<label for="failure-${account.id}">Failure address of the payment source</label><input id="failure-${account.id}" name="failureUrl" type="text" value="${account.failureUrl ?? ""}">
<button>Verify and save</button></form>`;
}

function chargeRow(sandbox: Sandbox, charge: Charge): Html {
  const left = charge.amount - charge.refunded;
  const account = sandbox.payments.get(charge.account);
  const back = html`<form method="post" action="/payments/charges/${charge.id}/refund"><button aria-label="Give back ${charge.id}">Give back</button></form>`;
  return html`<tr><td>${readableTime(new Date(charge.createdAt).toISOString())}</td><td>${account ? providerOf(account) : ""}</td>
<td>${amountOf(charge.amount, charge.currency)}</td><td>${charge.state}</td><td>${amountOf(charge.refunded, charge.currency)}</td>
<td>${charge.state === "paid" && left > 0 ? back : ""}</td></tr>`;
}

function accountCard(account: PaymentAccount): Html {
  const modes = {
    succeed: "Gives money back at once",
    pending: "Gives money back later",
    refuse: "Refuses to give money back",
    forbid: "Has keys that may not give money back",
  } satisfies Record<RefundMode, string>;
  const options = Object.entries(modes).map(
    ([value, label]) => html`<option value="${value}" ${value === account.refunds ? "selected" : ""}>${label}</option>`,
  );
  return html`<section class="card"><h2>${account.name} at ${providerOf(account)}</h2>
<p class="soft small">For the back office, Settings, Payments.</p>${keysOf(account)}
<form method="post" action="/payments/accounts/${account.id}" class="row"><p><label for="refunds-${account.id}">Refunds</label>
<select id="refunds-${account.id}" name="refunds">${options}</select></p><button>Save</button></form></section>`;
}

function paymentsPage(sandbox: Sandbox, told: string): string {
  const accounts = sandbox.payments.list();
  const books = openBooks(sandbox.store);
  const charges = books.charges
    .entries()
    .map(([, charge]) => charge)
    .slice(-50)
    .reverse();
  const pending = books.refunds
    .entries()
    .map(([, refund]) => refund)
    .filter(({ state }) => state === "pending");
  const heads = ["Time", "Provider", "Amount", "State", "Given back", "Give back"];
  return document(
    "Payments",
    html`<h1>Payments</h1><p class="soft">Stand-ins for Stripe and Viva Wallet. Their webhooks can be lost, repeated and delayed under <a href="/faults">Faults</a>.</p>
<p role="status">${told}</p>${accounts.slice(0, 10).map(accountCard)}
<section class="card"><h2>Charges</h2>${
      charges.length === 0
        ? html`<p>Nothing has been paid yet.</p>`
        : table(
            "Charges",
            heads,
            charges.map((charge) => chargeRow(sandbox, charge)),
          )
    }</section>
${pending.map(
  (
    refund,
  ) => html`<form method="post" action="/payments/refunds/${refund.id}" class="card"><p>A refund of ${amountOf(refund.amount, refund.currency)} is under way.</p>
<div class="row"><button name="state" value="succeeded">Let it succeed</button><button name="state" value="failed">Let it fail</button></div></form>`,
)}`,
    { nav: navigation },
  );
}

export function paymentPages(sandbox: Sandbox): Hono {
  const routes = new Hono();
  const books = () => openBooks(sandbox.store);
  const told = (text: string) => `/payments?${new URLSearchParams({ told: text })}`;
  const shown = (id: string, provider: Checkout["provider"]) => {
    const checkout = books().checkout(id);
    return checkout?.provider === provider ? checkout : undefined;
  };
  const nameOf = ({ account }: Checkout) => sandbox.payments.get(account)?.name ?? "";
  const pages: [path: string, provider: Checkout["provider"], id: (c: { path?: string; ref?: string }) => string][] = [
    ["/stripe/checkout/:id", "stripe", ({ path }) => path ?? ""],
    ["/web/checkout", "viva", ({ ref }) => ref ?? ""],
  ];
  for (const [path, provider, idIn] of pages) {
    routes.get(path, (c) => {
      const checkout = shown(idIn({ path: c.req.param("id") ?? "", ref: c.req.query("ref") ?? "" }), provider);
      if (!checkout) return c.notFound();
      return c.body(checkoutPage(checkout, nameOf(checkout), c.req.query("told") ?? ""), 200, pageHeaders);
    });
    routes.post(path, async (c) => {
      const checkout = shown(idIn({ path: c.req.param("id") ?? "", ref: c.req.query("ref") ?? "" }), provider);
      if (!checkout) return c.notFound();
      const wanted = String((await c.req.formData()).get("outcome"));
      const outcome = wanted === "pay" || wanted === "decline" ? wanted : "cancel";
      const target = choose(sandbox, checkout, { outcome });
      if (target) return c.redirect(target, 303);
      return c.body(
        checkoutPage(checkout, nameOf(checkout), "The card was declined. Try another one."),
        200,
        pageHeaders,
      );
    });
  }
  routes.get("/payments", (c) => c.body(paymentsPage(sandbox, c.req.query("told") ?? ""), 200, pageHeaders));
  routes.post("/payments/accounts/:id", async (c) => {
    const account = sandbox.payments.get(c.req.param("id"));
    if (!account) return c.notFound();
    const wanted = String((await c.req.formData()).get("refunds"));
    sandbox.payments.save({ ...account, refunds: refundModes.find((mode) => mode === wanted) ?? "succeed" });
    return c.redirect(told("Saved."), 303);
  });
  routes.post("/payments/viva/:id", async (c) => {
    const account = sandbox.payments.get(c.req.param("id"));
    if (account?.provider !== "viva") return c.notFound();
    const form = await c.req.formData();
    const text = (name: string) => String(form.get(name) ?? "").trim() || null;
    const webhookUrl = text("webhookUrl");
    const refusal = webhookUrl ? await acceptWebhookUrl(account, webhookUrl) : null;
    const addresses = { successUrl: text("successUrl"), failureUrl: text("failureUrl") };
    sandbox.payments.save({ ...account, ...addresses, webhookUrl: refusal ? account.webhookUrl : webhookUrl });
    return c.redirect(told(refusal ?? "Verified and saved."), 303);
  });
  routes.post("/payments/charges/:id/refund", (c) => {
    const charge = books().charges.get(c.req.param("id"));
    const account = sandbox.payments.get(charge?.account ?? "");
    if (!charge || !account) return c.notFound();
    const amount = charge.amount - charge.refunded;
    if (amount > 0) settleRefund(sandbox, account, charge, { amount, state: "succeeded" });
    return c.redirect(told("Given back."), 303);
  });
  routes.post("/payments/refunds/:id", async (c) => {
    const refund = books().refunds.get(c.req.param("id"));
    const account = sandbox.payments.get(refund?.account ?? "");
    if (refund?.state !== "pending" || !account) return c.notFound();
    const state = String((await c.req.formData()).get("state")) === "failed" ? "failed" : "succeeded";
    endRefund(sandbox, account, refund, state);
    return c.redirect(told("Done."), 303);
  });
  return routes;
}
