import { expect, test } from "@playwright/test";
import { foreignHeaderSets, ownHeaderSets } from "@/lib/testing/header-sets";
import { actionAccess, canariesOf, idsOf, missingIds, routeAccess, wordsOf } from "./access";
import { callAction } from "./actions";
import { type BuiltAction, builtActions, builtRoutes } from "./build";
import { asOwner, fingerprint } from "./effects";
import { type Answer, ask, inParallel } from "./http";
import { createConnectedHouse, type House, type Role, roles } from "./people";

export type AppUnderTest = { appUrl: string; distDir: string };

/** The ways in which a page can be asked for, each with its own code in the framework. */
const forms: { name: string; query?: string; headers: Record<string, string>; bare?: true }[] = [
  { name: "as a document", headers: { accept: "text/html" } },
  { name: "as flight data", query: "_rsc=abcde", headers: { rsc: "1" } },
  // A prefetch is the page without anything that is read for it: there may be nothing to refuse, but also nothing in it.
  { name: "as a prefetch", query: "_rsc=abcde", headers: { rsc: "1", "next-router-prefetch": "1" }, bare: true },
  {
    name: "as a prefetched tree",
    query: "_rsc=abcde",
    headers: { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
    bare: true,
  },
  {
    name: "as a prefetched page segment",
    query: "_rsc=abcde",
    headers: { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/__PAGE__" },
    bare: true,
  },
  {
    name: "with a router state that claims to have the layout",
    query: "_rsc=abcde",
    headers: {
      rsc: "1",
      "next-router-state-tree": encodeURIComponent('["",{"children":["(back-office)",{}]},null,"refetch"]'),
    },
  },
];

function addressed(address: string, { query }: { query?: string }): string {
  return query ? `${address}${address.includes("?") ? "&" : "?"}${query}` : address;
}

/** Somebody whose session is no longer one, with the cookie that they still have. */
type Ended = { how: string; cookie: string; house: House };

/** One merchant whose three people were signed in until something ended it, and one more who idled too long. */
async function endedSessions(here: { appUrl: string }): Promise<Ended[]> {
  const [house, idle] = [await createConnectedHouse(here), await createConnectedHouse(here)];
  await asOwner(async (sql) => {
    await sql`update users set disabled_at = now() where id = ${house.owner.id}`;
    await sql`update sessions set expires_at = now() - interval '1 second' where user_id = ${house.manager.id}`;
    await sql`update sessions set revoked_at = now() where user_id = ${house.viewer.id}`;
    await sql`update sessions set last_seen_at = now() - interval '9 hours' where user_id = ${idle.owner.id}`;
  });
  return [
    { how: "a disabled user", cookie: house.cookie.owner, house },
    { how: "an expired session", cookie: house.cookie.manager, house },
    { how: "a revoked session", cookie: house.cookie.viewer, house },
    { how: "a session idle for too long", cookie: idle.cookie.owner, house: idle },
  ];
}

/** Next sends flight requests whose `_rsc` does not fit their headers to the address where it does: the answer is the one from there. */
async function view(appUrl: string, target: string, headers: Record<string, string>): Promise<Answer> {
  const answer = await ask(appUrl, target, { headers });
  const { location = "" } = answer.headers;
  const moved = answer.status === 307 && location.split("?")[0] === target.split("?")[0];
  return moved ? ask(appUrl, location, { headers }) : answer;
}

/** Who asks by an id knows it: an answer may repeat what stands in its own address. */
const leaks = (body: string, canaries: readonly string[], target = "") =>
  canaries.filter((canary) => body.includes(canary) && !target.includes(canary));

/** A refusal in flight data can come in a stream that began with 200: then the data itself says so. */
const saysRefused = ({ status, body }: Answer) =>
  (status >= 300 && status < 500) || /NEXT_REDIRECT|NEXT_HTTP_ERROR_FALLBACK/.test(body);

/** Trust rows E1, E4 and E5, acceptance 80: the same proofs for any build of the app. */
export function describeAuthorization(app: () => AppUnderTest): void {
  let first: House & { account: NonNullable<House["account"]> };
  let second: House;
  let ended: Ended[];

  test.beforeAll(async () => {
    // Cookies carry the port in their name, so each app has its own.
    const here = { appUrl: app().appUrl };
    [first, second, ended] = await Promise.all([
      createConnectedHouse(here),
      createConnectedHouse(here),
      endedSessions(here),
    ]);
  });

  const routes = () => builtRoutes(app().distDir);
  const access = (path: string) => {
    const entry = routeAccess[path];
    if (!entry) throw new Error(`${path} is not in e2e/trust/access.ts`);
    return entry;
  };
  const guarded = () =>
    routes().flatMap(({ path, kind }) => {
      const { access: rule, addresses, names, wordless = false, absent = false } = access(path);
      return rule === "open" ? [] : [{ path, kind, rule, addresses, names, wordless, absent }];
    });
  const actionKey = ({ file, name }: BuiltAction) => `${file} ${name}`;
  const actions = () =>
    builtActions(app().distDir).map((action) => {
      const rule = actionAccess[actionKey(action)];
      if (!rule) throw new Error(`${actionKey(action)} is not in e2e/trust/access.ts`);
      return { action, rule, key: actionKey(action) };
    });

  test("every address and every server action of the build is in the table of who may use it", () => {
    expect(
      routes()
        .map(({ path }) => path)
        .sort(),
    ).toEqual(
      Object.keys(routeAccess)
        .filter((path) => routes().some((route) => route.path === path))
        .sort(),
    );
    expect(builtActions(app().distDir).map(actionKey).sort()).toEqual(Object.keys(actionAccess).sort());
    expect(routes().length).toBeGreaterThan(10);
  });

  test("whoever has no session gets nothing of a merchant from any address in any form", async () => {
    const callers: { who: string; cookie: string | null; house: House }[] = [
      { who: "nobody", cookie: null, house: first },
      ...ended.map(({ how, cookie, house }) => ({ who: how, cookie, house })),
    ];
    const tries = guarded().flatMap((route) =>
      callers.flatMap((caller) =>
        route.addresses(idsOf(caller.house)).flatMap((address) =>
          (route.kind === "page" ? forms : forms.slice(0, 1)).map((shape) => ({
            ...route,
            ...caller,
            address,
            shape,
          })),
        ),
      ),
    );
    const wrong = await inParallel(tries, 6, async ({ who, cookie, house, address, shape, rule }) => {
      const target = addressed(address, shape);
      const answer = await view(app().appUrl, target, { ...shape.headers, ...(cookie ? { cookie } : {}) });
      const found = leaks(answer.body, canariesOf(house), target);
      const asDocument = shape === forms[0];
      const refused = asDocument ? answer.status === rule.nobody : shape.bare === true || saysRefused(answer);
      const atLogin = answer.status !== 307 || /^\/login(\?next=%2F[^&]*)?$/.test(String(answer.headers.location));
      return refused && atLogin && found.length === 0
        ? []
        : [`${who}, ${target} ${shape.name}: ${answer.status} ${answer.headers.location ?? ""} ${found.join()}`];
    });
    expect(wrong.flat()).toEqual([]);
    expect(tries.length).toBeGreaterThan(100);
  });

  test("the merchant's own people get what their role allows, which proves that the marks are looked for in the right place", async () => {
    const tries = guarded().flatMap(({ rule, addresses, wordless, absent }) =>
      roles.flatMap((role) => addresses(idsOf(first)).map((address) => ({ role, rule, address, wordless, absent }))),
    );
    const wrong = await inParallel(tries, 6, async ({ role, rule, address, wordless, absent }) => {
      const answer = await ask(app().appUrl, address, { headers: { cookie: first.cookie[role] } });
      const allowed = rule.roles.includes(role);
      const seen = answer.body.includes(first.mark);
      // The shell around a refused page names the merchant, whose people they are.
      return answer.status === (allowed ? (absent ? 404 : 200) : 403) && seen !== wordless
        ? []
        : [`${role} ${address}: ${answer.status}, mark ${seen}`];
    });
    expect(wrong.flat()).toEqual([]);
  });

  test("another merchant's people see their own, and no word of the first merchant, with its ids in every form", async () => {
    const tries = guarded().flatMap((route) =>
      roles.flatMap((role) =>
        route
          .addresses(idsOf(first))
          .flatMap((address) =>
            (route.kind === "page" ? forms : forms.slice(0, 1)).map((shape) => ({ ...route, role, address, shape })),
          ),
      ),
    );
    const wrong = await inParallel(tries, 6, async ({ role, address, shape, names, absent, rule }) => {
      const target = addressed(address, shape);
      const answer = await view(app().appUrl, target, { ...shape.headers, cookie: second.cookie[role] });
      const found = leaks(answer.body, canariesOf(first), target);
      const expected = !rule.roles.includes(role) ? 403 : names || absent ? 404 : 200;
      const right = shape !== forms[0] || answer.status === expected;
      return right && found.length === 0 ? [] : [`${role} ${target} ${shape.name}: ${answer.status} ${found.join()}`];
    });
    expect(wrong.flat()).toEqual([]);
  });

  test("an id of another merchant and one that does not exist look the same on every page that names one", async () => {
    const named = guarded().filter(({ names }) => names);
    expect(named.length).toBeGreaterThan(0);
    for (const { addresses } of named) {
      for (const shape of forms) {
        const look = async (ids: ReturnType<typeof missingIds>) => {
          const [address = ""] = addresses(ids);
          const headers = { ...shape.headers, cookie: second.cookie.owner };
          const { status, body } = await view(app().appUrl, addressed(address, shape), headers);
          return { status, body: wordsOf(body) };
        };
        expect(await look(idsOf(first)), shape.name).toEqual(await look(missingIds()));
      }
    }
  });

  test("every action refuses whoever has no session or not the role, and changes nothing", async () => {
    const houses = [first, second, ...ended.map(({ house }) => house)];
    const before = await fingerprint(houses.map(({ id }) => id));
    const wrong: string[] = [];
    let tried = 0;
    for (const { action, rule, key } of actions()) {
      if (rule.roles === "anyone") continue;
      const callers: { who: string; cookie: string | undefined; house: House; status: number }[] = [
        { who: "nobody", cookie: undefined, house: first, status: 401 },
        ...ended.map(({ how, cookie, house }) => ({ who: how, cookie, house, status: 401 })),
        ...roles
          .filter((role) => !(rule.roles as readonly Role[]).includes(role))
          .map((role) => ({ who: role, cookie: first.cookie[role], house: first, status: 403 })),
      ];
      for (const { who, cookie, house, status } of callers) {
        const call = { appUrl: app().appUrl, ...(cookie ? { cookie } : {}) };
        const answer = await callAction(action, rule.args(idsOf(house)), call);
        tried += 1;
        const found = cookie && status === 403 ? [] : leaks(answer.body, canariesOf(house));
        if (answer.status !== status || found.length > 0)
          wrong.push(`${key} as ${who}: ${answer.status} ${found.join()}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(60);
    expect(await fingerprint(houses.map(({ id }) => id))).toEqual(before);
  });

  test("an action called with another merchant's ids answers as for ids that do not exist, and touches nothing of theirs", async () => {
    const before = await fingerprint([first.id]);
    for (const { action, rule, key } of actions().filter(({ rule }) => rule.names)) {
      const look = async (ids: ReturnType<typeof missingIds>) => {
        const answer = await callAction(action, rule.args(ids), { appUrl: app().appUrl, cookie: second.cookie.owner });
        expect(leaks(answer.body, canariesOf(first)), key).toEqual([]);
        return {
          ...{ status: answer.status, location: answer.headers.location, cookies: answer.headers["set-cookie"] },
          body: wordsOf(answer.body),
        };
      };
      const missing = await look(missingIds());
      expect(await look(idsOf(first)), key).toEqual(missing);
      expect(missing.status, key).toBeLessThan(500);
    }
    expect(await fingerprint([first.id])).toEqual(before);
  });

  test("every action refuses all twelve ways of coming from elsewhere with 403 and changes nothing", async () => {
    const { appUrl } = app();
    const before = await fingerprint([first.id]);
    const wrong: string[] = [];
    let tried = 0;
    for (const { action, rule, key } of actions()) {
      const results = await inParallel(foreignHeaderSets(appUrl), 6, async ({ name, headers }) => {
        const call = { appUrl, cookie: first.cookie.owner, source: headers };
        const { status } = await callAction(action, rule.args(idsOf(first)), call);
        return status === 403 ? [] : [`${key} with ${name}: ${status}`];
      });
      tried += results.length;
      wrong.push(...results.flat());
    }
    expect(wrong).toEqual([]);
    expect(tried).toBe(12 * Object.keys(actionAccess).length);
    expect(await fingerprint([first.id])).toEqual(before);
  });

  test("every action works for the right person from a page of ours, whatever the host headers say", async () => {
    test.setTimeout(180_000);
    const { appUrl } = app();
    for (const { name, headers } of ownHeaderSets(appUrl)) {
      const house = await createConnectedHouse({ appUrl });
      // What ends the connection, then what ends the session, comes last.
      const rank = (key: string) =>
        Number(/deleteIntegration|removeProfile|withdrawInvitation/.test(key)) + 2 * Number(/signOut/.test(key));
      const ordered = actions().sort((a, b) => rank(a.key) - rank(b.key));
      for (const { action, rule, key } of ordered) {
        const before = await fingerprint([house.id]);
        const answer = await callAction(action, rule.args(idsOf(house)), {
          ...{ appUrl, cookie: house.cookie.owner, source: headers },
          // Of documentation's networks: what signing in counts against must not be shared with other tests.
          headers: { "x-forwarded-for": `198.51.100.${Math.floor(Math.random() * 250)}` },
        });
        expect([200, 303], `${key} with ${name}`).toContain(answer.status);
        const changes = /connectAction|createLocation|updateLocation|setLocationActive|deleteIntegration|testConn/;
        if (changes.test(key)) expect(await fingerprint([house.id]), key).not.toEqual(before);
      }
    }
  });
}
