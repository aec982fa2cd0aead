import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { canariesOf } from "./trust/access";
import { callAction } from "./trust/actions";
import { type AppProcess, startApp } from "./trust/app-process";
import { describeAuthorization } from "./trust/authorization";
import { builtActions } from "./trust/build";
import { fingerprint } from "./trust/effects";
import { ask, inParallel } from "./trust/http";
import { createConnectedHouse } from "./trust/people";
import { closeStage, stack } from "./trust/stack";
import { buildWithoutProxy } from "./trust/without-proxy";

test.describe.configure({ mode: "serial" });

let built: Awaited<ReturnType<typeof buildWithoutProxy>> | undefined;
let bare: AppProcess;

test.beforeAll(async () => {
  // A production build, on a machine that runs other tests beside it.
  test.setTimeout(300_000);
  built = await buildWithoutProxy();
  bare = await startApp({ folder: built.folder });
});

test.afterAll(async () => {
  await bare?.stop();
  built?.remove();
  await closeStage();
});

const withoutProxy = () => ({ appUrl: bare.appUrl, distDir: join(built?.folder ?? "", ".next") });

test("the build without the proxy file really has none", () => {
  const functions = (distDir: string) =>
    Object.keys(
      (
        JSON.parse(readFileSync(join(distDir, "server/functions-config-manifest.json"), "utf8")) as {
          functions: object;
        }
      ).functions,
    );
  expect(functions(withoutProxy().distDir)).toEqual([]);
  expect(functions(stack.distDir)).toEqual(["/_middleware"]);
});

test.describe("without the proxy file", () => describeAuthorization(withoutProxy));

/** What has led past a framework's front door before (GHSA ids in scripts/security/advisories.json), and some that might. */
const tricks: { name: string; path?: (path: string) => string; headers?: Record<string, string> }[] = [
  {
    name: "x-middleware-subrequest",
    headers: { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
  },
  {
    name: "x-middleware-subrequest of a proxy",
    headers: { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
  },
  {
    name: "x-middleware-subrequest below src",
    headers: {
      "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:src/middleware:src/middleware",
    },
  },
  { name: "x-middleware-next", headers: { "x-middleware-next": "1", "x-middleware-rewrite": "/lightspeed" } },
  { name: "x-middleware-prefetch", headers: { "x-middleware-prefetch": "1", purpose: "prefetch" } },
  { name: "x-now-route-matches", headers: { "x-now-route-matches": "1=lightspeed", "x-matched-path": "/lightspeed" } },
  {
    name: "x-invoke-path",
    headers: { "x-invoke-path": "/lightspeed", "x-invoke-status": "200", "x-invoke-query": "%7B%7D" },
  },
  { name: "x-nextjs-data", headers: { "x-nextjs-data": "1" } },
  { name: "a spoofed path header", headers: { "x-upvendo-path": "/settings/locations" } },
  { name: ".rsc", path: (path) => `${path === "/" ? "/index" : path}.rsc`, headers: { rsc: "1" } },
  { name: ".txt", path: (path) => `${path === "/" ? "/index" : path}.txt` },
  { name: ".prefetch.rsc", path: (path) => `${path}.prefetch.rsc`, headers: { rsc: "1" } },
  { name: "a segment address", path: (path) => `${path}.segments/_tree.segment.rsc`, headers: { rsc: "1" } },
  { name: "a page's segment address", path: (path) => `${path}.segments/__PAGE__.segment.rsc`, headers: { rsc: "1" } },
  { name: "/_next/data", path: (path) => `/_next/data/build${path === "/" ? "/index" : path}.json` },
  { name: "a language in front", path: (path) => `/en${path}` },
  { name: "a language and region in front", path: (path) => `/en-US${path}?__nextLocale=en` },
  { name: "route parameters in the query", path: (path) => `${path}?nxtPid=1&nxtIid=1&id=1&__nextDefaultLocale=en` },
  { name: "two slashes", path: (path) => `/${path}` },
  { name: "a slash at the end", path: (path) => `${path}/` },
  { name: "an encoded slash", path: (path) => path.replace(/(.)\//g, "$1%2f") },
  { name: "encoded letters", path: (path) => path.replace(/l/g, "%6c").replace(/s/g, "%73") },
  { name: "other case", path: (path) => path.toUpperCase() },
  { name: "a dot segment", path: (path) => `/login/..${path}` },
  { name: "an encoded dot segment", path: (path) => `/login/%2e%2e${path}` },
  { name: "a backslash", path: (path) => path.replaceAll("/", "\\") },
  { name: "a semicolon parameter", path: (path) => `${path};a=b` },
  { name: "an absolute target", path: (path) => `${stack.appUrl}${path}` },
  {
    name: "a method override",
    headers: { "x-http-method-override": "GET", "x-original-url": "/lightspeed", "x-rewrite-url": "/lightspeed" },
  },
];

for (const [name, app] of [
  ["with the proxy file", () => stack],
  ["without it", withoutProxy],
] as const) {
  test(`no known way around a front door shows a merchant's page to a stranger, ${name}`, async () => {
    const house = await createConnectedHouse({ appUrl: app().appUrl });
    const paths = ["/", "/lightspeed", "/lightspeed/connection", `/settings/locations/${house.locationId}`];
    const tries = tricks.flatMap((trick) => paths.map((path) => ({ ...trick, target: trick.path?.(path) ?? path })));
    const wrong = await inParallel(tries, 6, async ({ name: trick, target, headers = {} }) => {
      const { status, body } = await ask(app().appUrl, target.replace(stack.appUrl, app().appUrl), { headers });
      const found = canariesOf(house).filter((canary) => body.includes(canary));
      // 200 is fine for what holds nothing: a shell whose data says that it was refused, or the framework's empty object.
      const empty = body === "{}" || body === "" || /_next\/static|NEXT_REDIRECT|NEXT_HTTP_ERROR/.test(body);
      const shown = status === 200 && !empty && !trick.includes("segment");
      return status >= 500 || found.length > 0 || shown ? [`${trick} ${target}: ${status} ${found.join()}`] : [];
    });
    expect(wrong.flat()).toEqual([]);
  });

  test(`a server action is refused at whatever address it is called, ${name}`, async () => {
    const house = await createConnectedHouse({ appUrl: app().appUrl });
    const before = await fingerprint([house.id]);
    const dangerous = builtActions(app().distDir).filter(({ name: action }) =>
      /deleteIntegration|createLocation/.test(action),
    );
    expect(dangerous).toHaveLength(2);
    const places = [
      "/",
      "/login",
      "/reset-password",
      "/lightspeed",
      "/settings/locations/new",
      "/no-such-page",
      "/api/health/live",
      "/lightspeed/connection",
      "/_next/data/x/lightspeed.json",
      "/en/lightspeed",
      "/lightspeed.rsc",
    ];
    for (const action of dangerous) {
      for (const path of places) {
        const stranger = await callAction(action, [{ confirmation: "Lightspeed" }], { appUrl: app().appUrl, path });
        const viewer = await callAction(action, [{ confirmation: "Lightspeed" }], {
          appUrl: app().appUrl,
          path,
          cookie: house.cookie.viewer,
        });
        for (const [who, { status, body }] of [
          ["stranger", stranger],
          ["viewer", viewer],
        ] as const) {
          // Called at a page that has it not, Next asks the page that has and passes the refusal on with status 200.
          const refused =
            [307, 400, 401, 403, 404, 405].includes(status) || /NEXT_HTTP_ERROR_FALLBACK;40[13]/.test(body);
          expect(refused, `${who} calls ${action.name} at ${path}: ${status}`).toBe(true);
          if (who === "stranger") expect(canariesOf(house).filter((canary) => body.includes(canary))).toEqual([]);
        }
      }
    }
    expect(await fingerprint([house.id])).toEqual(before);
  });
}
