import { setTimeout as delay } from "node:timers/promises";
import { Hono } from "hono";
import { z } from "zod";
import { bodyOf, ControlError } from "../control/requests";
import type { Sandbox } from "../sandbox";
import { newStripeAccount, newVivaAccount, refundModes } from "./accounts";
import { openBooks } from "./books";
import { acceptWebhookUrl } from "./handshake";
import { choose, endRefund, settleRefund } from "./perform";

const url = z.url().nullable();
const newAccount = z.object({
  provider: z.enum(["stripe", "viva"]),
  name: z.string().default("Test"),
  livemode: z.boolean().default(false),
});
const change = z.object({
  refunds: z.enum(refundModes).optional(),
  keysRevoked: z.boolean().optional(),
  webhookUrl: url.optional(),
  successUrl: url.optional(),
  failureUrl: url.optional(),
});
const giving = z.object({
  amount: z.number().int().positive().optional(),
  state: z.enum(["succeeded", "pending"]).default("succeeded"),
});
const choice = z.object({
  outcome: z.enum(["pay", "decline", "cancel"]),
  amount: z.number().int().positive().optional(),
  currency: z.string().length(3).optional(),
});

const crowd = z.object({
  checkouts: z.array(z.string().max(255)).min(1).max(20_000),
  perSecond: z.number().positive().max(1_000),
});

/** Everything under /control/payments; the table in sandbox/README.md is its description. */
export function paymentControl(sandbox: Sandbox): Hono {
  const routes = new Hono();
  const books = () => openBooks(sandbox.store);
  const accountOf = (id: string) => {
    const account = sandbox.payments.get(id);
    if (!account) throw new ControlError(404, `no payment account ${id}`);
    return account;
  };
  routes.get("/accounts", (c) => c.json(sandbox.payments.list()));
  routes.post("/accounts", async (c) => {
    const wish = await bodyOf(c, newAccount);
    const account = wish.provider === "stripe" ? newStripeAccount(wish) : newVivaAccount(wish);
    sandbox.payments.save(account);
    return c.json(account, 201);
  });
  routes.patch("/accounts/:id", async (c) => {
    const account = accountOf(c.req.param("id"));
    const wish = await bodyOf(c, change);
    if (account.provider === "viva" && wish.webhookUrl) {
      const refusal = await acceptWebhookUrl(account, wish.webhookUrl);
      if (refusal) throw new ControlError(409, refusal);
    }
    sandbox.payments.save({ ...account, ...wish } as typeof account);
    return c.json(accountOf(account.id));
  });
  routes.get("/accounts/:id/books", (c) => {
    const { id } = accountOf(c.req.param("id"));
    const { chargesOf, refundsOf, checkoutsOf } = books();
    return c.json({ checkouts: checkoutsOf(id), charges: chargesOf(id), refunds: refundsOf(id) });
  });
  routes.post("/checkouts/:id", async (c) => {
    const checkout = books().checkout(c.req.param("id"));
    if (!checkout) throw new ControlError(404, "no such checkout");
    return c.json({ location: choose(sandbox, checkout, await bodyOf(c, choice)) });
  });
  routes.post("/crowd", async (c) => {
    const { checkouts, perSecond } = await bodyOf(c, crowd);
    const began = performance.now();
    for (const [n, id] of checkouts.entries()) {
      const ms = began + (n * 1_000) / perSecond - performance.now();
      if (ms > 0) await delay(ms, undefined, { signal: c.req.raw.signal });
      const checkout = books().checkout(id);
      if (!checkout) throw new ControlError(404, `no checkout ${id}`);
      choose(sandbox, checkout, { outcome: "pay" });
    }
    return c.json({ paid: checkouts.length });
  });
  routes.post("/charges/:id/refund", async (c) => {
    const charge = books().charges.get(c.req.param("id"));
    if (!charge) throw new ControlError(404, "no such charge");
    const { amount = charge.amount - charge.refunded, state } = await bodyOf(c, giving);
    return c.json(settleRefund(sandbox, accountOf(charge.account), charge, { amount, state }), 201);
  });
  routes.post("/refunds/:id", async (c) => {
    const refund = books().refunds.get(c.req.param("id"));
    const account = sandbox.payments.get(refund?.account ?? "");
    if (!refund || !account) throw new ControlError(404, "no such refund under way");
    const { state } = await bodyOf(c, z.object({ state: z.enum(["succeeded", "failed"]) }));
    endRefund(sandbox, account, refund, state);
    return c.json(books().refunds.get(refund.id));
  });
  return routes;
}
