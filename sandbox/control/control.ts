import { Hono } from "hono";
import { z } from "zod";
import { clearFaults } from "../faults/clear";
import { newFaultSchema } from "../faults/plan";
import type { Recorded } from "../http/recorder";
import { paymentControl } from "../payments/control";
import type { Sandbox } from "../sandbox";
import { settingsSchema } from "../state/settings";
import { accountRoutes } from "./account-routes";
import { notificationControl } from "./notification-routes";
import { bodyOf, ControlError, queryOf, waitSchema } from "./requests";
import { tillControl } from "./till-routes";

const filterSchema = waitSchema.extend({
  account: z.string().optional(),
  operation: z.string().optional(),
  correlationId: z.string().optional(),
  since: z.coerce.number().int().optional(),
});

const patience = (sandbox: Sandbox, ms: number) => AbortSignal.any([sandbox.closing, AbortSignal.timeout(ms)]);

function countsOf(entries: Recorded[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation } of entries) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

function requestRoutes(sandbox: Sandbox): Hono {
  const { recorder } = sandbox;
  const routes = new Hono();
  routes.get("/", async (c) => {
    const { atLeast, timeoutMs, ...filter } = queryOf(c, filterSchema);
    if (atLeast > 0) await recorder.reached(filter, atLeast, patience(sandbox, timeoutMs));
    const requests = recorder.list(filter);
    return c.json({ requests, counts: countsOf(requests), last: recorder.list({}).at(-1)?.seq ?? 0 });
  });
  routes.delete("/", (c) => {
    recorder.clear();
    return c.body(null, 204);
  });
  return routes;
}

function faultRoutes({ faults, holds }: Sandbox): Hono {
  const routes = new Hono();
  routes.get("/", (c) => c.json(faults.list()));
  routes.post("/", async (c) => {
    const fault = faults.add(await bodyOf(c, newFaultSchema));
    if (fault.do.type === "hold") holds.open(fault.id, fault.account);
    return c.json(fault, 201);
  });
  routes.delete("/", (c) => c.json({ cleared: clearFaults({ faults, holds }, c.req.query("account")) }));
  routes.delete("/:id", (c) => {
    const id = c.req.param("id");
    holds.release(id);
    return c.json({ cleared: faults.remove((fault) => fault.id === id).length });
  });
  return routes;
}

function holdRoutes(sandbox: Sandbox): Hono {
  const { faults, holds } = sandbox;
  const routes = new Hono();
  routes.get("/:id", async (c) => {
    const { atLeast, timeoutMs } = queryOf(c, waitSchema);
    const id = c.req.param("id");
    await holds.reached(id, atLeast, patience(sandbox, timeoutMs));
    const view = holds.view(id);
    if (!view) throw new ControlError(404, `no hold ${id}`);
    return c.json(view);
  });
  routes.post("/:id/release", async (c) => {
    const id = c.req.param("id");
    const { count } = await bodyOf(c, z.object({ count: z.number().int().min(1).optional() }));
    if (count === undefined) faults.remove((fault) => fault.id === id);
    holds.release(id, count);
    const view = holds.view(id);
    if (!view) throw new ControlError(404, `no hold ${id}`);
    return c.json(view);
  });
  return routes;
}

/** Everything under /control; the table in sandbox/README.md is its description. */
export function controlRoutes(sandbox: Sandbox): Hono {
  const routes = new Hono();
  routes.get("/settings", (c) => c.json(sandbox.settings.get()));
  routes.patch("/settings", async (c) => c.json(sandbox.settings.change(await bodyOf(c, settingsSchema.partial()))));
  routes.route("/accounts", accountRoutes(sandbox));
  routes.route("/requests", requestRoutes(sandbox));
  routes.route("/faults", faultRoutes(sandbox));
  routes.route("/holds", holdRoutes(sandbox));
  routes.route("/till", tillControl(sandbox));
  routes.route("/notifications", notificationControl(sandbox));
  routes.route("/payments", paymentControl(sandbox));
  routes.notFound((c) => c.json({ error: "no such control call" }, 404));
  routes.onError((error, c) => c.json({ error: error.message }, error instanceof ControlError ? error.status : 500));
  return routes;
}
