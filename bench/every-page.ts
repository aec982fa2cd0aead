import { randomUUID } from "node:crypto";
import { type FullHouse, openFullHouse } from "./full-house";
import { measuredPages } from "./measured-pages";
import { compareWithUse } from "./ratio";
import { scriptBytes } from "./script-bytes";
import { sized } from "./size";

/** kB are 1,000 bytes of compressed script above an empty page of the same build; `ratio` is server time against the empty page, `processor` that of the web process alone. */
export type PageFigure = { aboveKb: number; ms: number; ratio: number; processor: number };
export type EveryPageFigures = {
  floorKb: { backOffice: number; guest: number };
  backOffice: Record<string, PageFigure>;
  guest: Record<string, PageFigure>;
  /** Signing in and a new password, above the framework's bare page. */
  signedOut: Record<string, PageFigure>;
  /** What is above a limit, in words; nothing is what it should be. */
  over: string[];
};

const limits = { backOfficeKb: 30, guestKb: 15, ratio: 1.5 };
const rounds = sized({ blocks: 6, calls: 10 }, { blocks: 1, calls: 2 });

/** JavaScript and server time of every page that a merchant's people can open, by the list that proves who may, and of the guests' pages; with `only` of those. */
export async function everyPage(
  root: string,
  urls: { appUrl: string; ownerUrl: string },
  only?: readonly string[],
): Promise<EveryPageFigures> {
  const house = await openFullHouse(root, urls);
  try {
    const { app } = house;
    const reading = (cookie: string) => async (path: string) => {
      const answer = await fetch(app.url + path, { headers: { cookie }, redirect: "manual" });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
      return text;
    };
    const staff = reading(house.cookie);
    const guestCookie = await enter(house);
    const guest = reading(guestCookie);
    const used = async () => Number(await (await fetch(`${app.url}/api/bench-processor`)).text());
    const floor = await scriptBytes(app.url, await staff("/bench-floor"));
    const bare = await scriptBytes(app.url, await guest("/bench-bare"));
    const figuresOf = async (
      pages: Record<string, string>,
      { read, empty, floorBytes }: { read: (path: string) => Promise<string>; empty: string; floorBytes: number },
    ) => {
      const figures: Record<string, PageFigure> = {};
      for (const [route, path] of Object.entries(pages)) {
        if (only && !only.includes(route)) continue;
        const bytes = await scriptBytes(app.url, await read(path));
        const { time, use } = await compareWithUse(
          () => read(path),
          () => read(empty),
          { ...rounds, used },
        );
        figures[route] = {
          ...{ aboveKb: kb(bytes - floorBytes), ms: Math.round(time.subject) },
          ...{ ratio: hundredths(time.ratio), processor: hundredths(use.ratio) },
        };
      }
      return figures;
    };
    const itemId = /href="\/lightspeed\/items\/(\d+)/.exec(await staff("/lightspeed/items"))?.[1];
    if (!itemId) throw new Error("there is no item");
    const { locationId, profileId, placeId, orderId, personId, certificateId, deliveryId } = house;
    const pages = measuredPages({
      ...{ locationId, profileId, orderId, personId, certificateId, deliveryId, itemId },
      ...{ linkedPlaceId: placeId, businessLocationId: placeId, businessId: "1", rehearsalId: randomUUID() },
      guestOrderId: await orderAsGuest(house, guestCookie),
    });
    const backOffice = await figuresOf(pages.staff, { read: staff, empty: "/bench-empty", floorBytes: floor });
    const guestPages = await figuresOf(pages.guests, {
      ...{ read: guest, empty: `/o/${locationId}/bench-empty`, floorBytes: bare },
    });
    const signedOut = await figuresOf(pages.signedOut, { read: reading(""), empty: "/bench-bare", floorBytes: bare });
    return {
      floorKb: { backOffice: kb(floor), guest: kb(bare) },
      backOffice,
      guest: guestPages,
      signedOut,
      over: [
        ...overLimit(backOffice, limits.backOfficeKb),
        ...overLimit(guestPages, limits.guestKb),
        ...overLimit(signedOut, limits.backOfficeKb),
      ],
    };
  } finally {
    await house.close();
  }
}

const hundredths = (ratio: number) => Number(ratio.toFixed(2));
const kb = (bytes: number) => Number((bytes / 1_000).toFixed(1));

/** As somebody who comes in by the online page's address and takes it away. */
async function enter({ app, locationId }: FullHouse): Promise<string> {
  const answer = await fetch(`${app.url}/o/${locationId}/enter?channel=online`, { redirect: "manual" });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  if (cookies.length === 0) throw new Error(`the door answered ${answer.status}`);
  return cookies.join("; ");
}

/** The guest's own order, which the page shows with its way to the kitchen. */
async function orderAsGuest({ app }: FullHouse, cookie: string): Promise<string> {
  const token = /\.visit=([^;]+)/.exec(cookie)?.[1] ?? "";
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${token}`, "idempotency-key": randomUUID() };
    const answer = await fetch(app.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: answer.status, text: await answer.text() };
  };
  const cart = { type: "takeaway", lines: [{ sku: "STA-SOEP", quantity: 1 }] };
  const quote = await post("/api/pre-flight?check=prices", cart);
  const expectedTotal = Number(/"totalMinor":(\d+)\}/.exec(quote.text)?.[1]);
  const order = await post("/api/orders", { ...cart, name: "Ada", expectedTotal });
  const id = /"id":"([0-9a-f-]{36})"/.exec(order.text)?.[1];
  if (!id) throw new Error(`the guest's order answered ${order.status}: ${order.text} after ${quote.text}`);
  return id;
}

function overLimit(figures: Record<string, PageFigure>, mostKb: number): string[] {
  return Object.entries(figures).flatMap(([path, { aboveKb, ratio }]) => [
    ...(aboveKb > mostKb ? [`${path}: ${aboveKb} kB above the floor, at most ${mostKb}`] : []),
    ...(ratio > limits.ratio ? [`${path}: ${ratio} times the empty page, at most ${limits.ratio}`] : []),
  ]);
}
