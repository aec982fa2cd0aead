import { expect, test } from "@playwright/test";
import { canariesOf, idsOf, routeAccess } from "./trust/access";
import { builtRoutes } from "./trust/build";
import { startCachingProxy } from "./trust/caching-proxy";
import { ask, inParallel } from "./trust/http";
import { createConnectedHouse, type House } from "./trust/people";
import { closeStage } from "./trust/stack";

test.afterAll(closeStage);

const forms: { query: string; headers: Record<string, string> }[] = [
  { query: "", headers: {} },
  { query: "_rsc=abcde", headers: { rsc: "1" } },
  { query: "_rsc=fghij", headers: { rsc: "1", "next-router-prefetch": "1" } },
  { query: "_rsc=klmno", headers: { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" } },
];

/** Both ask for every address in every form through the cache, the first merchant first; what of it the second one gets to see. */
async function leaksThrough(proxyUrl: string, first: House, second: House): Promise<string[]> {
  const addresses = builtRoutes().flatMap(({ path }) => routeAccess[path]?.addresses(idsOf(first)) ?? []);
  const tries = addresses.flatMap((address) =>
    forms.map(({ query, headers }) => ({
      target: query ? `${address}${address.includes("?") ? "&" : "?"}${query}` : address,
      headers,
    })),
  );
  const through = async (target: string, headers: Record<string, string>) => {
    const answer = await ask(proxyUrl, target, { headers });
    const { location = "" } = answer.headers;
    // Next leads flight requests to the address that fits them; a browser would go there too.
    return location.startsWith("/") && location.includes("_rsc") ? ask(proxyUrl, location, { headers }) : answer;
  };
  const canaries = canariesOf(first);
  const seen = await inParallel(tries, 4, async ({ target, headers }) => {
    const own = await through(target, { ...headers, cookie: first.cookie.owner });
    const others = [await through(target, { ...headers, cookie: second.cookie.owner }), await through(target, headers)];
    // Whoever asks for an id has it already.
    const telling = canaries.filter((canary) => !target.includes(canary));
    const leaked = others.some(({ body }) => telling.some((canary) => body.includes(canary)));
    return { own: own.body.includes(first.mark), leaked: leaked ? [target] : [] };
  });
  expect(seen.filter(({ own }) => own).length, "the first merchant sees its own words").toBeGreaterThan(10);
  return seen.flatMap(({ leaked }) => leaked);
}

test("a shared cache in front of the app gives no merchant's page or data to another or to a stranger", async () => {
  const [first, second] = await Promise.all([createConnectedHouse(), createConnectedHouse()]);
  const proxy = await startCachingProxy();
  try {
    expect(await leaksThrough(proxy.url, first, second)).toEqual([]);
    const { body } = await ask(proxy.url, "/login");
    const [file = ""] = /\/_next\/static\/[\w./~-]+\.js/.exec(body) ?? [];
    for (const _ of [1, 2]) expect((await ask(proxy.url, file)).status).toBe(200);
    expect(proxy.hits(), "the cache does keep what it may").toContain(file);
    expect(proxy.hits().filter((target) => !/^\/(_next\/static|icon\.svg|refusal\.css)/.test(target))).toEqual([]);
  } finally {
    await proxy.stop();
  }
});

test("the same cache without regard for what the answers say would give them away, so the test can tell", async () => {
  const [first, second] = await Promise.all([createConnectedHouse(), createConnectedHouse()]);
  const proxy = await startCachingProxy({ careless: true });
  try {
    expect((await leaksThrough(proxy.url, first, second)).length).toBeGreaterThan(5);
  } finally {
    await proxy.stop();
  }
});
