import { randomUUID } from "node:crypto";
import { routeAccess } from "../e2e/trust/access";
import { type FullHouse, openFullHouse } from "./full-house";
import { compare } from "./ratio";
import { scriptBytes } from "./script-bytes";
import { sized } from "./size";

/** kB are 1,000 bytes of compressed script above an empty page of the same build; `ratio` is server time against the empty page. */
export type PageFigure = { aboveKb: number; ms: number; ratio: number };
export type EveryPageFigures = {
  floorKb: { backOffice: number; guest: number };
  backOffice: Record<string, PageFigure>;
  guest: Record<string, PageFigure>;
  /** What is above a limit, in words; nothing is what it should be. */
  over: string[];
};

const limits = { backOfficeKb: 30, guestKb: 15, ratio: 1.5 };
const rounds = sized({ blocks: 6, calls: 10 }, { blocks: 1, calls: 2 });

/** JavaScript and server time of every page that a merchant's people can open, by the list that proves who may, and of the guests' pages. */
export async function everyPage(root: string, urls: { appUrl: string; ownerUrl: string }): Promise<EveryPageFigures> {
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
    const guest = reading(await enter(house));
    const floor = await scriptBytes(app.url, await staff("/bench-floor"));
    const bare = await scriptBytes(app.url, await guest("/bench-bare"));
    const figuresOf = async (
      paths: string[],
      { read, empty, floorBytes }: { read: (path: string) => Promise<string>; empty: string; floorBytes: number },
    ) => {
      const figures: Record<string, PageFigure> = {};
      for (const path of paths) {
        const bytes = await scriptBytes(app.url, await read(path));
        const { subject, ratio } = await compare(
          () => read(path),
          () => read(empty),
          rounds,
        );
        const figure = { aboveKb: kb(bytes - floorBytes), ms: Math.round(subject), ratio: Number(ratio.toFixed(2)) };
        figures[nameOf(path, house)] = figure;
      }
      return figures;
    };
    const item = /href="(\/lightspeed\/items\/\d+)/.exec(await staff("/lightspeed/items"))?.[1];
    const backOffice = await figuresOf([...addressesOf(house), ...(item ? [item] : [])], {
      ...{ read: staff, empty: "/bench-empty", floorBytes: floor },
    });
    const home = `/o/${house.locationId}`;
    const guestPages = await figuresOf([home, `${home}/item?sku=MAI-BURGER`, `${home}/basket`], {
      ...{ read: guest, empty: "/bench-bare", floorBytes: bare },
    });
    return {
      floorKb: { backOffice: kb(floor), guest: kb(bare) },
      backOffice,
      guest: guestPages,
      over: [...overLimit(backOffice, limits.backOfficeKb), ...overLimit(guestPages, limits.guestKb)],
    };
  } finally {
    await house.close();
  }
}

const kb = (bytes: number) => Number((bytes / 1_000).toFixed(1));

/** As somebody who comes in by the kiosk's address and eats here. */
async function enter({ app, locationId }: FullHouse): Promise<string> {
  const answer = await fetch(`${app.url}/o/${locationId}/enter?channel=online`, { redirect: "manual" });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  if (cookies.length === 0) throw new Error(`the door answered ${answer.status}`);
  return cookies.join("; ");
}

const missing = ["/lightspeed/webhooks/deliveries/[id]", "/lightspeed/items/[id]", "/setup/certificate/[id]"];

/** The first address of every page of the back office, and the second tab of Lightspeed. */
function addressesOf({ locationId, profileId, placeId, orderId, personId }: FullHouse): string[] {
  const ids = {
    ...{ locationId, profileId, orderId, personId, linkedPlaceId: placeId, businessLocationId: placeId },
    ...{ businessId: "1", deliveryId: randomUUID(), rehearsalId: randomUUID(), certificateId: randomUUID() },
  };
  const paths = Object.entries(routeAccess).flatMap(([route, { access, addresses }]) => {
    const isPage = access !== "open" && access.nobody === 307 && access.roles.includes("owner");
    // Nothing was delivered or rehearsed, and the item that the list names is nobody's: those show that there is nothing.
    const isMissing = missing.includes(route);
    const [first] = isPage && !isMissing ? addresses(ids) : [];
    return first ? [first] : [];
  });
  return [...paths, "/lightspeed?tab=status"];
}

const nameOf = (path: string, { locationId }: FullHouse) =>
  path.replaceAll(locationId, "[location]").replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d{6,}/g, "[id]");

function overLimit(figures: Record<string, PageFigure>, mostKb: number): string[] {
  return Object.entries(figures).flatMap(([path, { aboveKb, ratio }]) => [
    ...(aboveKb > mostKb ? [`${path}: ${aboveKb} kB above the floor, at most ${mostKb}`] : []),
    ...(ratio > limits.ratio ? [`${path}: ${ratio} times the empty page, at most ${limits.ratio}`] : []),
  ]);
}
