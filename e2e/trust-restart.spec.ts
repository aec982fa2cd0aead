import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { sendStubbornly, wasLate } from "@/lib/testing/stubborn-sender";
import { basic } from "@/lib/testing/webhook-sender";
import { type AppProcess, startApp } from "./trust/app-process";
import { ask } from "./trust/http";
import { closeStage, stack, variable } from "./trust/stack";

test.afterAll(closeStage);

const statusOf = async ({ appUrl }: AppProcess, path: string) =>
  (await ask(appUrl, path, { timeoutMs: 2_000 }).catch(() => null))?.status;
const ready = (app: AppProcess) => statusOf(app, "/api/health/ready");
const live = (app: AppProcess) => statusOf(app, "/api/health/live");

test("two web processes restarted in turn under load: out of rotation first, then no failed delivery and no failed page", {
  tag: "@timed",
}, async () => {
  test.setTimeout(120_000);
  const variables = { APP_URL: stack.appUrl };
  const apps = await Promise.all([startApp({ asService: true, variables }), startApp({ asService: true, variables })]);
  const open = new Set(apps);
  // What a reverse proxy does. A look without an answer is a busy machine; one that ended is taken out below.
  const leftAlive = new Set<AppProcess>();
  const look = async (app: AppProcess) => {
    const [status, alive] = await Promise.all([ready(app), live(app)]);
    if (status === 503 && alive === 200) leftAlive.add(app);
    if (status === 200) open.add(app);
    else if (status !== undefined) open.delete(app);
  };
  const looking = setInterval(() => void Promise.all(apps.map(look)), 100);
  let turn = 0;
  const next = () => {
    turn += 1;
    return [...open][turn % Math.max(1, open.size)]?.appUrl ?? "";
  };
  let going = true;
  const load = {
    ...{ url: next, count: Number.POSITIVE_INFINITY, parallel: 8, perSecond: 25, goOn: () => going },
    authorization: basic(variable("LIGHTSPEED_WEBHOOK_USER"), variable("LIGHTSPEED_WEBHOOK_PASSWORD")),
  };
  const mark = `restart-${Date.now()}`;
  const sending = sendStubbornly({ ...load, bodyOf: (n) => JSON.stringify({ thirdPartyReference: `${mark}-${n}` }) });
  const pages: number[] = [];
  const reading = (async () => {
    while (going) pages.push((await ask(next(), "/login").catch(() => ({ status: 0 }))).status);
  })();

  const ends = [];
  for (const [index, app] of apps.entries()) {
    ends.push(await app.end());
    expect(leftAlive.has(app), "said that it is out of rotation while it still served").toBe(true);
    open.delete(app);
    if (index > 0) continue;
    const again = await startApp({ asService: true, variables });
    apps[0] = again;
    while (!open.has(again)) await pause(50);
  }
  going = false;
  const log = await sending;
  await reading;
  clearInterval(looking);
  ends.push(...(await Promise.all([apps[0]?.end()])));

  // A process that starts takes both cores for a second, and then the other one may say "later": it could not store in
  // time. That is load. A connection that fails, or a refusal at once, would be the restart.
  const late = log.refusals.filter(wasLate);
  expect(log.refusals.filter((one) => !wasLate(one)).slice(0, 5)).toEqual([]);
  expect(log.acknowledged.length).toBeGreaterThan(50);
  expect(late.length).toBeLessThan(log.acknowledged.length / 10);
  expect(pages.filter((status) => status !== 200)).toEqual([]);
  expect(ends.map((end) => end?.code)).toEqual([0, 0, 0]);
  expect(Math.max(...ends.map((end) => end?.ms ?? 0))).toBeLessThan(30_000);
});
