import { chromium, type Page } from "@playwright/test";
import { startMenuSync } from "@/lib/lightspeed/menu/start-sync";
import { syncMenus } from "@/lib/lightspeed/menu/sync-menus";
import { findChromium } from "../scripts/lib/chromium";
import { median, percentile } from "./ratio";
import { openShop, type Shop } from "./shop";

export type MenuPageFigures = {
  items: number;
  /** To the first contentful paint of the page, of the back office's empty page, and the median of the pairs' ratios. */
  firstPaint: { menuMs: number; emptyMs: number; ratio: number };
  /** Of a scroll through the list from its beginning to its end, frame by frame. */
  scroll: { frames: number; medianMs: number; p95Ms: number; over50Ms: number };
  rowsDrawn: number;
};

const ROUNDS = 9;
const FRAMES = 240;

/** First paint and scrolling of a menu of 5,000 items in a real browser. */
export async function menuPage(root: string, urls: { appUrl: string; ownerUrl: string }): Promise<MenuPageFigures> {
  const shop = await openShop(root, urls, "cellar");
  const { executablePath, env } = await findChromium();
  const browser = await chromium.launch({ executablePath, env: { ...env }, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    await readMenus(shop);
    const { name, value } = shop.cookie;
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await context.addCookies([{ name, value, url: shop.app.url }]);
    const page = await context.newPage();
    const paint = (path: string) => firstPaint(page, shop.app.url + path);
    const pairs: [number, number][] = [];
    await paint("/lightspeed/menus");
    await paint("/bench-empty");
    for (let round = 0; round < ROUNDS; round += 1)
      pairs.push([await paint("/lightspeed/menus"), await paint("/bench-empty")]);
    await page.goto(`${shop.app.url}/lightspeed/menus`);
    const list = page.getByRole("list", { name: /^Products of/ });
    await list.getByRole("listitem").first().waitFor();
    const items = Number((await page.getByText(/^[\d,]+ rows$/).textContent())?.replace(/\D/g, ""));
    const frames = await page.evaluate<number[]>(scrollThrough(FRAMES));
    await list.getByRole("listitem").last().waitFor();
    const rounded = (ms: number) => Math.round(ms * 10) / 10;
    return {
      items,
      firstPaint: {
        menuMs: Math.round(median(pairs.map(([menu]) => menu))),
        emptyMs: Math.round(median(pairs.map(([, empty]) => empty))),
        ratio: Number(median(pairs.map(([menu, empty]) => menu / empty)).toFixed(2)),
      },
      scroll: {
        ...{ frames: frames.length, medianMs: rounded(median(frames)), p95Ms: rounded(percentile(frames, 0.95)) },
        over50Ms: frames.filter((ms) => ms > 50).length,
      },
      rowsDrawn: await list.getByRole("listitem").count(),
    };
  } finally {
    await browser.close();
    await shop.close();
  }
}

async function readMenus({ stage, actor, locationId, placeId }: Shop): Promise<void> {
  const { merchantId } = actor;
  await startMenuSync(stage.services, actor, { locationId });
  for (let turn = 0; turn < 20; turn += 1) await syncMenus(stage.services, { merchantId, placeId });
}

async function firstPaint(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: "load" });
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list, observer) => {
          const entry = list.getEntriesByName("first-contentful-paint")[0];
          if (!entry) return;
          observer.disconnect();
          resolve(entry.startTime);
        }).observe({ type: "paint", buffered: true });
      }),
  );
}

/**
 * Milliseconds between frames while the page is scrolled from top to bottom in so many equal steps. As text: what the compiler adds to a
 * function is not there in the page.
 */
const scrollThrough = (frames: number) => `new Promise((resolve) => {
  const times = [];
  let before = 0;
  const height = document.documentElement.scrollHeight - window.innerHeight;
  const next = (at) => {
    if (before > 0) times.push(at - before);
    before = at;
    if (times.length >= ${frames}) return resolve(times);
    window.scrollTo(0, (height * (times.length + 1)) / ${frames});
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})`;
