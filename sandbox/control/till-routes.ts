import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Sandbox } from "../sandbox";
import * as actions from "../till/actions";
import { findCheck } from "../till/checks";
import { Refused } from "../till/price-lines";
import { refuseNext } from "../till/refusals";
import { viewOfCheck, viewOfTill } from "../till/view";
import { changeBackOffice } from "../world/back-office";
import type { Site } from "../world/world";
import { bodyOf, ControlError, queryOf } from "./requests";

const lineSchema: z.ZodType<actions.TillLine> = z.lazy(() =>
  z.object({
    sku: z.string().min(1),
    quantity: z.number().int().min(1).default(1),
    modifiers: z.array(z.object({ modifierId: z.string() })).default([]),
    subItems: z.array(lineSchema).default([]),
    discountCode: z.string().optional(),
    discountAmountOverride: z.string().optional(),
    discountPercentOverride: z.string().optional(),
    customItemPrice: z.string().optional(),
    customItemName: z.string().optional(),
  }),
);
const checkSchema = z.object({
  table: z.number().int().optional(),
  name: z.string().optional(),
  covers: z.number().int().min(1).default(2),
  profile: z.string().optional(),
  lines: z.array(lineSchema).default([]),
});
const linesSchema = z.object({ lines: z.array(lineSchema).min(1) });
const paymentSchema = z.object({
  method: z.string().default("CARD"),
  cents: z.number().int().min(1).optional(),
  tipCents: z.number().int().min(0).default(0),
});
const statusSchema = z
  .object({
    salesPeriod: z.enum(["OPENED", "CLOSED"]),
    acceptingOnlineOrders: z.boolean(),
    availableDevices: z.boolean(),
    apiEnabled: z.boolean(),
    profileMapped: z.boolean(),
    staffMapped: z.boolean(),
  })
  .partial();
const listedSchema = z.record(z.string(), z.object({ name: z.string().optional(), listed: z.boolean().optional() }));
const backOfficeSchema = z
  .object({
    paymentMethods: listedSchema,
    orderProfiles: listedSchema,
    addedTables: z.array(
      z.object({
        floorPlan: z.number().int().min(0).default(0),
        number: z.number().int(),
        description: z.string().default("New table"),
        seats: z.number().int().min(1).default(4),
      }),
    ),
    removedTables: z.array(z.number().int()),
    /** False: the location has no floor plan at all. */
    floorPlans: z.boolean(),
  })
  .partial();
const refusalSchema = z.object({
  kind: z.enum(["orders", "payments"]),
  reason: z.string().min(1).max(500),
  error: z.string().optional(),
});
const countSchema = z.object({ count: z.number().int().min(0).nullable() });
const stageSchema = z.object({ stage: z.enum(["READY_FOR_PICKUP", "IN_DELIVERY"]) });
const tableSchema = z.object({ table: z.number().int() });
const waitSchema = z.object({
  reference: z.string(),
  state: z.enum(["queued", "done", "failed", "decided"]).default("decided"),
  timeoutMs: z.coerce.number().int().min(0).max(60_000).default(20_000),
});

/** The restaurant of an id, whatever account it belongs to: location ids are unique over all. */
export function siteById({ accounts, world }: Sandbox, locationId: string): Site | undefined {
  for (const account of accounts.list()) {
    const site = world.site(account, locationId);
    if (site) return site;
  }
  return undefined;
}

/** Resolves when `look` finds something, or with what it last found when the time is over. */
function whenFound<T>(
  sandbox: Sandbox,
  site: Site,
  look: () => T | undefined,
  signal: AbortSignal,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const end = (value: T | undefined) => {
      stop();
      resolve(value);
    };
    const check = () => {
      const found = look();
      if (found !== undefined) end(found);
    };
    const stop = sandbox.world.changes.watch(site.account.id, check);
    signal.addEventListener("abort", () => end(look()), { once: true });
    check();
  });
}

export function tillControl(sandbox: Sandbox): Hono {
  const { world } = sandbox;
  const siteOf = (c: Context): Site => {
    const site = siteById(sandbox, c.req.param("locationId") ?? "");
    if (!site) throw new ControlError(404, `no location ${c.req.param("locationId")}`);
    return site;
  };
  const attempt = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw error instanceof Refused ? new ControlError(409, error.message) : error;
    }
  };
  const id = (c: Context) => c.req.param("identifier") ?? "";

  const routes = new Hono();
  routes.get("/:locationId", (c) => c.json(viewOfTill(siteOf(c))));
  routes.patch("/:locationId", async (c) => {
    const site = siteOf(c);
    actions.switchTill(world, site, await bodyOf(c, statusSchema));
    return c.json(viewOfTill(site));
  });
  routes.patch("/:locationId/back-office", async (c) => {
    const part = await bodyOf(c, backOfficeSchema);
    const given = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
    return c.json(changeBackOffice(siteOf(c), given));
  });
  routes.put("/:locationId/counts/:sku", async (c) => {
    const { count } = await bodyOf(c, countSchema);
    attempt(() => actions.restrict(world, siteOf(c), c.req.param("sku"), count));
    return c.json({ sku: c.req.param("sku"), count });
  });
  /** The next order or payment that reaches this till is turned down. */
  routes.post("/:locationId/refusals", async (c) => {
    const refusal = await bodyOf(c, refusalSchema);
    refuseNext(siteOf(c), refusal);
    return c.json(refusal, 201);
  });
  routes.post("/:locationId/checks", async (c) => {
    const body = await bodyOf(c, checkSchema);
    return c.json(viewOfCheck(attempt(() => actions.openCheck(siteOf(c), body))), 201);
  });
  /** Every check of this till, open and closed, with whose orders and which payments are on it: what somebody who counts at the end goes by. */
  routes.get("/:locationId/checks", (c) =>
    c.json({
      checks: siteOf(c)
        .till.checks.entries()
        .map(([identifier, { origins, payments }]) => ({
          ...{ identifier, references: origins.map(({ reference }) => reference) },
          payments: payments.map(({ reference = null, cents, tipCents }) => ({ reference, cents, tipCents })),
        })),
    }),
  );
  /** Every payment that this till refused, with the vendor's word for why. */
  routes.get("/:locationId/refusals", (c) => {
    const payments = siteOf(c).till.payments.entries();
    const refused = payments.filter(([, { state }]) => state === "failed");
    return c.json({ refusals: refused.map(([reference, { error }]) => ({ reference, error })) });
  });
  const one = "/:locationId/checks/:identifier" as const;
  routes.get(one, (c) => {
    const check = findCheck(siteOf(c), id(c));
    if (!check) throw new ControlError(404, `no check ${id(c)}`);
    return c.json(viewOfCheck(check));
  });
  routes.post(`${one}/lines`, async (c) => {
    const { lines } = await bodyOf(c, linesSchema);
    return c.json(viewOfCheck(attempt(() => actions.addLines(world, siteOf(c), id(c), lines))));
  });
  routes.delete(`${one}/lines/:lineId`, (c) =>
    c.json(viewOfCheck(attempt(() => actions.removeLine(world, siteOf(c), id(c), c.req.param("lineId"))))),
  );
  routes.post(`${one}/pay`, async (c) => {
    const body = await bodyOf(c, paymentSchema);
    return c.json(viewOfCheck(attempt(() => actions.payCheck(world, siteOf(c), id(c), body))));
  });
  routes.post(`${one}/close`, (c) => c.json(viewOfCheck(attempt(() => actions.finishCheck(world, siteOf(c), id(c))))));
  routes.post(`${one}/cancel`, (c) => c.json(viewOfCheck(attempt(() => actions.cancelCheck(world, siteOf(c), id(c))))));
  routes.post(`${one}/stage`, async (c) => {
    const { stage } = await bodyOf(c, stageSchema);
    return c.json(viewOfCheck(attempt(() => actions.moveOn(world, siteOf(c), id(c), stage))));
  });
  routes.post("/:locationId/sales/:identifier/void", (c) => {
    const { identifier, cancelled } = attempt(() => actions.voidSale(siteOf(c), id(c)));
    return c.json({ identifier, cancelled });
  });
  routes.post(`${one}/table`, async (c) => {
    const { table } = await bodyOf(c, tableSchema);
    return c.json(viewOfCheck(attempt(() => actions.moveToTable(world, siteOf(c), id(c), table))));
  });
  for (const kind of ["orders", "payments"] as const) {
    routes.get(`/:locationId/${kind}`, async (c) => {
      const { reference, state, timeoutMs } = queryOf(c, waitSchema);
      const site = siteOf(c);
      const fits = (task: { state: string } | undefined) =>
        task && (state === "decided" ? task.state !== "queued" : task.state === state) ? task : undefined;
      const signal = AbortSignal.any([sandbox.closing, AbortSignal.timeout(timeoutMs)]);
      await whenFound(sandbox, site, () => fits(site.till[kind].get(reference)), signal);
      const task = site.till[kind].get(reference);
      if (!task) throw new ControlError(404, `no ${kind} with reference ${reference}`);
      return c.json(task);
    });
  }
  return routes;
}
