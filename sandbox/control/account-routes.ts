import { Hono } from "hono";
import { z } from "zod";
import type { Sandbox } from "../sandbox";
import { type Account, accountKinds, newAccountSchema, templates } from "../state/accounts";
import { grantsOf, issueTokens } from "./grants";
import { bodyOf, ControlError } from "./requests";
import { signIn } from "./sign-in";

const locationChange = z.object({
  visible: z.boolean().optional(),
  template: z.enum(templates).optional(),
  historyDays: z.number().int().min(0).max(1_500).optional(),
  salesPerDay: z.number().int().min(0).max(4_999).optional(),
  ambient: z.boolean().optional(),
});
const changeSchema = z.object({
  kind: z.enum(accountKinds).optional(),
  settings: newAccountSchema.shape.settings.optional(),
  /** What the signed-in user may see from now on, by location id. */
  locations: z.record(z.string(), locationChange).optional(),
});
const roleSchema = z.object({ role: z.enum(["admin", "no-admin"]) });
const revokeSchema = z.object({ grantId: z.string().optional(), keepAccessTokens: z.boolean().default(false) });
const expireSchema = z.object({ what: z.enum(["access", "refresh", "all"]).default("access") });
const tokensSchema = z.object({
  scopes: z.array(z.string()).default(["orders-api", "financial-api", "items", "offline_access"]),
});
/** Where an account's clock stands: so far from the real time, further than before, or at a moment. */
const clockSchema = z.object({
  shiftMs: z.number().int().optional(),
  advanceMs: z.number().int().optional(),
  now: z.iso.datetime({ offset: true }).optional(),
});
const authorizeSchema = z.object({
  url: z.url(),
  password: z.string(),
  decision: z.enum(["allow", "deny"]).default("allow"),
  scopes: z.array(z.string()).optional(),
});

function publicView(sandbox: Sandbox, account: Account) {
  const { id, email, kind, settings, businesses } = account;
  return { accountId: id, email, kind, settings, businesses, grants: grantsOf(sandbox, id) };
}

type LocationChanges = Record<string, z.output<typeof locationChange>>;

function withLocations(account: Account, change: LocationChanges = {}): Account["businesses"] {
  return account.businesses.map((business) => ({
    ...business,
    locations: business.locations.map((location) => ({ ...location, ...change[location.id] })),
  }));
}

export function accountRoutes(sandbox: Sandbox): Hono {
  const { accounts, realm, options, world } = sandbox;
  const clockOf = ({ id }: Account) => ({
    now: new Date(world.clock.now(id)).toISOString(),
    shiftMs: world.clock.shift(id),
  });
  const find = (id: string): Account => {
    const account = accounts.get(id);
    if (!account) throw new ControlError(404, `no account ${id}`);
    return account;
  };

  const routes = new Hono();
  routes.get("/", (c) => c.json(accounts.list().map((account) => publicView(sandbox, account))));
  routes.post("/", async (c) => {
    const input = await bodyOf(c, newAccountSchema);
    if (input.email && accounts.findByEmail(input.email)) throw new ControlError(409, "this e-mail has an account");
    const { account, password } = accounts.create(input);
    return c.json({ ...publicView(sandbox, account), password }, 201);
  });
  routes.get("/:id", (c) => c.json(publicView(sandbox, find(c.req.param("id")))));
  routes.patch("/:id", async (c) => {
    const account = find(c.req.param("id"));
    const { kind = account.kind, settings, locations } = await bodyOf(c, changeSchema);
    const businesses = withLocations(account, locations);
    accounts.save({ ...account, kind, settings: { ...account.settings, ...settings }, businesses });
    return c.json(publicView(sandbox, find(account.id)));
  });
  routes.post("/:id/role", async (c) => {
    const { role } = await bodyOf(c, roleSchema);
    accounts.save({ ...find(c.req.param("id")), kind: role === "admin" ? "k-series" : "no-admin" });
    return c.json(publicView(sandbox, find(c.req.param("id"))));
  });
  routes.get("/:id/clock", (c) => c.json(clockOf(find(c.req.param("id")))));
  routes.post("/:id/clock", async (c) => {
    const account = find(c.req.param("id"));
    const { shiftMs, advanceMs, now } = await bodyOf(c, clockSchema);
    const { clock, engine, changes } = world;
    const wanted = now === undefined ? shiftMs : Date.parse(now) - Date.now();
    clock.setShift(account.id, (wanted ?? clock.shift(account.id)) + (advanceMs ?? 0));
    engine.wakeAll(account);
    for (const { id } of account.businesses.flatMap(({ locations }) => locations)) changes.tell(account.id, id);
    return c.json(clockOf(account));
  });
  routes.post("/:id/revoke", async (c) =>
    c.json({ revoked: realm.tokens.revoke(find(c.req.param("id")).id, await bodyOf(c, revokeSchema)) }),
  );
  routes.post("/:id/expire", async (c) => {
    const { id } = find(c.req.param("id"));
    const { what } = await bodyOf(c, expireSchema);
    const accessTokens = what === "refresh" ? 0 : realm.tokens.expire(id, "AccessToken");
    const refreshTokens = what === "access" ? 0 : realm.tokens.expire(id, "RefreshToken");
    return c.json({ accessTokens, refreshTokens });
  });
  routes.post("/:id/tokens", async (c) => {
    const { id } = find(c.req.param("id"));
    const { scopes } = await bodyOf(c, tokensSchema);
    return c.json(await issueTokens(realm.provider, options.clientId, id, scopes));
  });
  routes.post("/:id/authorize", async (c) => {
    const { email } = find(c.req.param("id"));
    const order = await bodyOf(c, authorizeSchema);
    if (!order.url.startsWith(`${sandbox.url}/`) && new URL(order.url).origin !== new URL(c.req.url).origin) {
      throw new ControlError(400, "url is not an address of this sandbox");
    }
    return c.json(await signIn({ ...order, email }));
  });
  return routes;
}
