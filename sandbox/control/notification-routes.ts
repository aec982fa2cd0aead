import { Hono } from "hono";
import { z } from "zod";
import type { Sandbox } from "../sandbox";
import { notificationFaultSchema } from "../webhooks/delivery-faults";
import { endpointsOf } from "../webhooks/endpoint";
import { bodyOf, ControlError, queryOf, waitSchema } from "./requests";

const filterSchema = waitSchema.extend({
  account: z.string().optional(),
  endpointId: z.string().optional(),
  type: z.string().optional(),
  status: z.string().optional(),
  reference: z.string().optional(),
  outcome: z.enum(["pending", "held", "delivered", "lost", "failed", "refused"]).optional(),
  since: z.coerce.number().int().optional(),
});
const ownSchema = z.object({
  account: z.string(),
  endpointId: z.string(),
  /** Sent as it is, so that a test can send what the vendor never would. */
  body: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  type: z.string().default("ORDER"),
  status: z.string().default("SUCCESS"),
  reference: z.string().nullable().default(null),
});

/** Notifications: what was sent, and how to spoil their way. */
export function notificationControl({ accounts, world, closing }: Sandbox): Hono {
  const { outbox } = world;
  const routes = new Hono();
  routes.get("/", async (c) => {
    const { atLeast, timeoutMs, ...filter } = queryOf(c, filterSchema);
    const signal = AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]);
    if (atLeast > 0) await outbox.reached(filter, atLeast, signal);
    return c.json({ notifications: outbox.list(filter), last: outbox.list({}).at(-1)?.seq ?? 0 });
  });
  routes.post("/", async (c) => {
    const { account: accountId, endpointId, ...own } = await bodyOf(c, ownSchema);
    const account = accounts.get(accountId);
    const endpoint = account && endpointsOf(world.store, account).get(endpointId);
    if (!account || !endpoint) throw new ControlError(404, `no endpoint ${endpointId} of account ${accountId}`);
    return c.json(outbox.send({ account: account.id, endpoint, behaviour: world.behaviour(account), ...own }), 201);
  });
  routes.delete("/", (c) => {
    outbox.clear();
    return c.body(null, 204);
  });
  routes.get("/faults", (c) => c.json(outbox.faults.list()));
  routes.post("/faults", async (c) => c.json(outbox.faults.add(await bodyOf(c, notificationFaultSchema)), 201));
  routes.delete("/faults", (c) => {
    const account = c.req.query("account");
    return c.json({ cleared: outbox.faults.remove((fault) => account === undefined || fault.account === account) });
  });
  routes.post("/:seq/send", (c) => {
    if (!outbox.release(Number(c.req.param("seq")))) throw new ControlError(404, "no such notification");
    return c.body(null, 204);
  });
  return routes;
}
