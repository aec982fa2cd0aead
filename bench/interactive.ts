import { type BrowserContext, type CDPSession, chromium, type Page } from "@playwright/test";
import { findChromium } from "../scripts/lib/chromium";
import { openFullHouse } from "./full-house";
import { percentile } from "./ratio";
import { sized } from "./size";

/** Milliseconds, from the click on a link or the address to the first moment at which the loaded page's main thread has nothing to do. */
export type InteractiveFigures = {
  backOffice: Visits;
  /** With the processor slowed down four times, as a phone of the middle class has it. */
  guests: Visits;
};

type Visits = { visits: number; p75: number; longestTaskMs: number; slowest: string };

const ROUNDS = sized(6, 1);
const PHONE = 4;

const staffPages = [
  ...["/", "/orders", "/lightspeed", "/lightspeed?tab=status", "/lightspeed/menus", "/lightspeed/items"],
  ...["/lightspeed/availability", "/lightspeed/floor-plans", "/lightspeed/reports", "/lightspeed/webhooks"],
  ...["/channels", "/setup", "/help", "/settings/payments", "/settings/locations", "/settings/team"],
];

/** When a person can use a page, in a real browser that has nothing of it yet but its cookies. */
export async function interactive(
  root: string,
  urls: { appUrl: string; ownerUrl: string },
): Promise<InteractiveFigures> {
  const house = await openFullHouse(root, urls);
  const { executablePath, env } = await findChromium();
  const browser = await chromium.launch({ executablePath, env: { ...env }, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const { app, locationId } = house;
    const [name = "", value = ""] = house.cookie.split("=");
    const staff = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await staff.addCookies([{ name, value, url: app.url }]);
    const guest = await browser.newContext({ viewport: { width: 390, height: 844 } });
    await (await guest.newPage()).goto(`${app.url}/o/${locationId}/enter?channel=online`);
    const home = `/o/${locationId}`;
    return {
      backOffice: await visitAll(staff, app.url, staffPages, 1),
      guests: await visitAll(guest, app.url, [home, `${home}/item?sku=MAI-BURGER`, `${home}/basket`], PHONE),
    };
  } finally {
    await browser.close();
    await house.close();
  }
}

async function visitAll(context: BrowserContext, url: string, paths: readonly string[], slower: number) {
  const page = await context.newPage();
  const browser = await context.newCDPSession(page);
  await browser.send("Emulation.setCPUThrottlingRate", { rate: slower });
  // The server has shown each once.
  for (const path of paths) await visit(page, browser, url + path);
  const visits: { path: string; ms: number; longestTask: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const path of paths) visits.push({ path, ...(await visit(page, browser, url + path)) });
  await page.close();
  const times = visits.map(({ ms }) => ms);
  const slowest = visits.find(({ ms }) => ms === Math.max(...times));
  return {
    ...{ visits: visits.length, p75: Math.round(percentile(times, 0.75)) },
    longestTaskMs: Math.round(Math.max(...visits.map(({ longestTask }) => longestTask))),
    slowest: `${slowest?.path} ${Math.round(slowest?.ms ?? 0)} ms`,
  };
}

async function visit(page: Page, browser: CDPSession, url: string): Promise<{ ms: number; longestTask: number }> {
  await browser.send("Network.clearBrowserCache");
  const answer = await page.goto(url, { waitUntil: "load" });
  if (answer?.status() !== 200) throw new Error(`${url} answered ${answer?.status()}`);
  return page.evaluate<{ ms: number; longestTask: number }>(whenIdle);
}

/** As text: what the compiler adds to a function is not there in the page. */
const whenIdle = `new Promise((resolve) => {
  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask", buffered: true });
  requestIdleCallback(() => {
    const ms = performance.now();
    setTimeout(() => resolve({ ms, longestTask: Math.max(0, ...tasks) }), 0);
  });
})`;
