import { type Browser, expect, test } from "@playwright/test";
import { axeFindings } from "./fixtures/accessible";
import { callAction } from "./trust/actions";
import { type AppProcess, startApp } from "./trust/app-process";
import { builtActions } from "./trust/build";
import { ask } from "./trust/http";
import { createConnectedHouse, type House } from "./trust/people";
import { closeStage, stack } from "./trust/stack";
import { startTcpProxy, type TcpProxy } from "./trust/tcp-proxy";

test.describe.configure({ mode: "serial" });

let cable: TcpProxy;
let app: AppProcess;
let house: House;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  const database = new URL(stack.databaseUrl);
  cable = await startTcpProxy(Number(database.port));
  database.port = String(cable.port);
  app = await startApp({ variables: { DATABASE_URL: database.href } });
  house = await createConnectedHouse({ appUrl: app.appUrl });
});

test.afterAll(async () => {
  await app?.stop();
  await cable?.stop();
  await closeStage();
});

const telling =
  /node_modules|\bat .+:\d+:\d+|ECONN|postgres|drizzle|database|127\.0\.0\.1|stack|Next\.js|React \d|\b16\.\d+\.\d+/i;

/** The words that a person sees, without the scripts that stand between them. */
const wordsOf = (body: string) => body.replace(/<(script|style)[\s\S]*?<\/\1>/g, " ").replace(/<[^>]+>/g, " ");

type Look = {
  name: string;
  path: string;
  status: number;
  cookie?: string;
  says: RegExp;
  /** A refusal out of a page: Next draws those in the browser, so without script only the title of the empty page tells. */
  title?: RegExp;
};

/** Without script, with assistive technology, and in words: what somebody sees when it goes wrong. */
async function look(browser: Browser, { name, path, status, cookie, says, title }: Look): Promise<void> {
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ javaScriptEnabled, bypassCSP: javaScriptEnabled });
    const [cookieName = "", ...value] = (cookie ?? "").split("=");
    if (cookie) await context.addCookies([{ name: cookieName, value: value.join("="), url: app.appUrl }]);
    const page = await context.newPage();
    const answer = await page.goto(`${app.appUrl}${path}`);
    expect(answer?.status(), name).toBe(status);
    if (title && !javaScriptEnabled) await expect(page, name).toHaveTitle(title);
    else await expect(page.locator("body"), `${name}, script ${javaScriptEnabled}`).toContainText(says);
    expect(wordsOf((await answer?.text()) ?? ""), name).not.toMatch(telling);
    if (javaScriptEnabled) {
      const violations = await axeFindings(page, "everything");
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(
        serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        name,
      ).toEqual([]);
    }
    await context.close();
  }
}

const looks = (): Look[] => [
  {
    name: "403",
    path: "/settings/locations/new",
    status: 403,
    cookie: house.cookie.viewer,
    says: /This is not allowed[\s\S]*Nothing has been changed/,
    title: /Not allowed/,
  },
  { name: "404", path: "/no-such-page", status: 404, says: /does not exist[\s\S]*Nothing has been changed/ },
  {
    name: "404 of a location",
    path: "/settings/locations/00000000-0000-4000-8000-000000000000",
    status: 404,
    cookie: house.cookie.owner,
    says: /does not exist/,
    title: /Page not found/,
  },
  {
    name: "a way back that is forged",
    path: "/api/lightspeed/callback?code=a&state=b",
    status: 400,
    cookie: house.cookie.owner,
    says: /Nothing has (been )?changed/i,
  },
  {
    name: "a way back without a session",
    path: "/api/lightspeed/callback?code=a&state=b",
    status: 401,
    says: /Nothing has (been )?changed/i,
  },
];

test("pages of refusal have their status, say in words what happened, and work without script", async ({ browser }) => {
  for (const one of looks()) await look(browser, one);
});

/** Asks until the answer is as wanted; how long that took. */
async function until(path: string, status: number, limitMs: number): Promise<number> {
  const start = performance.now();
  while (performance.now() - start < limitMs) {
    if ((await ask(app.appUrl, path)).status === status) return performance.now() - start;
  }
  throw new Error(`${path} was not ${status} within ${limitMs} ms`);
}

test(
  "with the database gone the process lives, says within 3 s that it is not ready, and shows people what happened",
  { tag: "@timed" },
  async ({ browser }, info) => {
    test.setTimeout(120_000);
    expect((await ask(app.appUrl, "/api/health/ready")).status).toBe(200);
    cable.cut();
    const unready = await until("/api/health/ready", 503, 3_000);
    const live = await ask(app.appUrl, "/api/health/live");
    const ready = await ask(app.appUrl, "/api/health/ready");
    expect([live.status, live.body]).toEqual([200, '{"status":"live"}']);
    expect([ready.status, ready.body, ready.headers["retry-after"]]).toEqual([503, '{"status":"not_ready"}', "5"]);

    const signedIn = { cookie: house.cookie.owner };
    for (const path of ["/", "/lightspeed", "/settings/locations", "/lightspeed/connection"]) {
      const answer = await ask(app.appUrl, path, { headers: signedIn });
      expect(answer.status, path).toBeGreaterThanOrEqual(500);
      expect(wordsOf(answer.body), path).not.toMatch(telling);
      expect(answer.headers["cache-control"], path).toContain("no-store");
    }
    const action = builtActions().find(({ name }) => name === "connectAction");
    const called = await callAction(action ?? { id: "", page: "" }, [], { appUrl: app.appUrl, ...signedIn });
    expect(called.status).toBeGreaterThanOrEqual(500);
    expect(called.body).not.toMatch(telling);
    // Signing in needs no database to be shown.
    expect((await ask(app.appUrl, "/login")).status).toBe(200);
    await look(browser, {
      name: "500",
      path: "/lightspeed",
      status: 500,
      cookie: house.cookie.owner,
      says: /went wrong on our side|Your data is safe/,
      title: /Upvendo/,
    });

    cable.restore();
    const back = await until("/api/health/ready", 200, 5_000);
    expect((await ask(app.appUrl, "/lightspeed", { headers: signedIn })).status).toBe(200);
    info.annotations.push({
      type: "figure",
      description: `not ready after ${unready.toFixed(0)} ms, ready ${back.toFixed(0)} ms after the database was back`,
    });
  },
);
