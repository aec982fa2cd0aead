import { openShop } from "./shop";

export type ColdPageFigures = { people: number; vendorCalls: number; slowestMs: number };

const PEOPLE = 50;

/** Fifty people open a page at once whose data nobody has read yet: how often the vendor is asked for it. */
export async function coldPage(root: string, urls: { appUrl: string; ownerUrl: string }): Promise<ColdPageFigures> {
  const { app, stage, account, cookie, close } = await openShop(root, urls, "brasserie");
  try {
    const headers = { cookie: `${cookie.name}=${cookie.value}` };
    const open = async () => {
      const started = performance.now();
      const answer = await fetch(`${app.url}/lightspeed/floor-plans`, { headers, redirect: "manual" });
      const text = await answer.text();
      if (answer.status !== 200 || !text.includes("Old Town")) throw new Error(`the page answered ${answer.status}`);
      return performance.now() - started;
    };
    const times = await Promise.all(Array.from({ length: PEOPLE }, open));
    const calls = await stage.sandbox.requests({ account: account.accountId, operation: "floorPlans" });
    return { people: PEOPLE, vendorCalls: calls.length, slowestMs: Math.round(Math.max(...times)) };
  } finally {
    await close();
  }
}
