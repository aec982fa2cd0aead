import { expect, test } from "@playwright/test";
import { responseHeaders } from "@/lib/security/response-headers";
import { idsOf, routeAccess } from "./trust/access";
import { callAction } from "./trust/actions";
import { builtActions, builtRoutes } from "./trust/build";
import { type Answer, ask, inParallel } from "./trust/http";
import { createConnectedHouse, type House } from "./trust/people";
import { closeStage, stack } from "./trust/stack";

test.describe.configure({ mode: "serial" });
test.afterAll(closeStage);

let house: House;
test.beforeAll(async () => {
  house = await createConnectedHouse();
});

const noScripts = /default-src 'none'(?!.*script-src)/;
const nonceOf = (answer: Answer) => /'nonce-([\w+/=]+)'/.exec(String(answer.headers["content-security-policy"]))?.[1];

/** What is wrong with an answer's headers: each of the table once, a policy that suits it, and no cache but for files of the build. */
function faults(target: string, answer: Answer): string[] {
  const path = target.split("?")[0] ?? "/";
  const names = answer.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const wanted = Object.keys(responseHeaders(path, { https: false })).map((name) => name.toLowerCase());
  const policy = String(answer.headers["content-security-policy"]);
  const isPage = String(answer.headers["content-type"]).startsWith("text/html") && !path.startsWith("/api/");
  const staticFile = path.startsWith("/_next/static/") && answer.status === 200;
  const problems = [
    ...wanted.filter((name) => names.filter((one) => one === name).length !== 1).map((name) => `${name} not once`),
    ...(answer.headers["x-content-type-options"] === "nosniff" ? [] : ["sniffing"]),
    ...(/frame-ancestors 'none'/.test(policy) && /base-uri 'none'/.test(policy) && /object-src 'none'/.test(policy)
      ? []
      : ["policy"]),
    ...(/unsafe-|\*/.test(policy) ? ["unsafe policy"] : []),
    ...(isPage && !/script-src 'nonce-[\w+/=]{24}' 'strict-dynamic'/.test(policy) && !noScripts.test(policy)
      ? ["no nonce"]
      : []),
    ...(staticFile || /no-store/.test(answer.headers["cache-control"] ?? "")
      ? []
      : [`cache: ${answer.headers["cache-control"]}`]),
    ...(answer.headers["x-powered-by"] ? ["x-powered-by"] : []),
  ];
  const { status } = answer;
  return problems.map((problem) => `${target} (${status}): ${problem}`);
}

test("every answer of every address carries the header table, whatever its status", async () => {
  const addresses = builtRoutes().flatMap(({ path }) => routeAccess[path]?.addresses(idsOf(house)) ?? []);
  const page = await ask(stack.appUrl, "/login");
  const files = page.body.match(/\/_next\/static\/[\w./~-]+\.(?:js|css)/g) ?? [];
  const gets = [
    ...addresses,
    ...new Set(files),
    ...[
      "/refusal.css",
      "/_next/static/chunks/none.js",
      "/_next/image?url=%2Ficon.svg&w=64&q=75",
      "/%",
      "/%zz",
      "/a%00b",
      "/settings/locations/none",
    ],
    ...["/api/auth/signin?callbackUrl=%2F", "/api/none", "//double", "/login/", "/webhook/x", "/_next/data/x/y.json"],
  ];
  const statuses = new Set<number>();
  const tries = gets.flatMap((target) => [
    ...[undefined, house.cookie.owner, house.cookie.viewer].map((cookie) => ({
      target,
      method: "GET",
      headers: cookie ? { cookie } : {},
    })),
    { target, method: "HEAD", headers: {} },
    { target, method: "POST", headers: {} },
    { target, method: "POST", headers: { origin: stack.appUrl } },
    { target, method: "DELETE", headers: {} },
  ]);
  const wrong = await inParallel(tries, 6, async ({ target, method, headers }) => {
    const answer = await ask(stack.appUrl, target, { method, headers });
    statuses.add(answer.status);
    // A page that is not shown (no GET, a redirect of the framework) has no script that a nonce would let run.
    const shown = method === "GET" && answer.status < 500;
    return faults(target, answer)
      .filter((fault) => shown || !/no nonce/.test(fault))
      .map((fault) => `${method} ${fault}`);
  });
  expect(wrong.flat()).toEqual([]);
  for (const status of [200, 307, 308, 400, 401, 403, 404, 405]) expect([...statuses]).toContain(status);
});

test("answers of server actions carry the table too", async () => {
  const wrong: string[] = [];
  for (const action of builtActions().filter(({ name }) => /connect|create|decide|chooseLocation/.test(name))) {
    for (const cookie of [undefined, house.cookie.viewer, house.cookie.owner]) {
      const answer = await callAction(action, [{ decision: "x" }], cookie ? { cookie } : {});
      wrong.push(...faults(action.name, answer).filter((fault) => !/no nonce/.test(fault)));
    }
  }
  expect(wrong).toEqual([]);
});

// 10,000 take the proxy's own test (proxy.test.ts) a second; over HTTP each is a whole page. TEST_ROUNDS=1: 10,000 here too.
const nonces = Number(process.env.TEST_ROUNDS ?? 0) > 0 ? 10_000 : 2_000;

test(`${nonces} answers over HTTP carry ${nonces} nonces`, async () => {
  const answers = await inParallel(Array.from({ length: nonces }), 16, async () => {
    const answer = await ask(stack.appUrl, "/nonce-probe", { method: "HEAD" });
    return nonceOf(answer) ?? "";
  });
  expect(new Set(answers).size).toBe(nonces);
  expect(answers).not.toContain("");
});

test("a script that somebody gets into a page does not run, and the page's own do", async ({ page, context }) => {
  const [name = "", value = ""] = house.cookie.owner.split("=");
  await context.addCookies([{ name, value, url: stack.appUrl }]);
  const reports: string[] = [];
  await page.exposeFunction("reportViolation", (text: string) => void reports.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      (window as unknown as { reportViolation: (text: string) => void }).reportViolation(event.effectiveDirective);
    });
  });
  await page.goto("/lightspeed?tab=status");
  await expect(page.getByRole("button", { name: "Test Connection" })).toBeEnabled();
  expect(reports).toEqual([]);
  // Scripts can only be got into the document as text by its author, so the test writes them where markup of a stranger would stand.
  await page.route("**/settings/locations?injected", async (route) => {
    const answer = await route.fetch();
    const markup =
      '<script>window.stolen = "inline"</script><img src="x" onerror="window.stolen = \'handler\'">' +
      '<script src="data:text/javascript,window.stolen=1"></script><base href="https://evil.example/">' +
      '<iframe srcdoc="<script>parent.stolen = 1</script>"></iframe><object data="data:text/html,x"></object>';
    await route.fulfill({ response: answer, body: (await answer.text()).replace("</body>", `${markup}</body>`) });
  });
  await page.goto("/settings/locations?injected");
  await expect(page.getByRole("heading", { name: "Locations", level: 1 })).toBeVisible();
  await expect
    .poll(() => reports.filter((directive) => directive.startsWith("script-src")).length)
    .toBeGreaterThanOrEqual(3);
  expect(await page.evaluate(() => (window as unknown as { stolen?: unknown }).stolen)).toBeUndefined();
  expect(await page.evaluate(() => document.baseURI)).toContain(stack.appUrl);
});

test("a page of ours cannot be framed by another site, and gives its window to none that opened it", async ({
  page,
}) => {
  await page.route("https://evil.example/**", (route) =>
    route.fulfill({ contentType: "text/html", body: `<iframe src="${stack.appUrl}/login"></iframe>` }),
  );
  const refused = page
    .waitForEvent("requestfailed", (request) => request.url().startsWith(stack.appUrl))
    .catch(() => null);
  await page.goto("https://evil.example/");
  await Promise.race([refused, expect.poll(() => page.frames().length).toBe(2)]);
  const [, frame] = page.frames();
  await expect
    .poll(
      async () =>
        (await frame
          ?.locator("input")
          .count()
          .catch(() => 0)) ?? 0,
    )
    .toBe(0);
});

test("the refusal page of the way back from Lightspeed may use its own style sheet", async () => {
  const { headers, body } = await ask(stack.appUrl, "/api/lightspeed/callback?code=c&state=s");
  expect(body).toContain('href="/refusal.css"');
  expect(headers["content-security-policy"]).toContain("style-src 'self'");
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
});
