import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createDatabase, withTenant } from "@/db/client";
import { storeMenuList } from "@/db/queries/menus";
import { createMerchant } from "@/lib/auth/create-merchant";
import { createKSeriesClient } from "@/lib/k-series";
import { readMenu, serveMenu } from "@/lib/lightspeed/menu/sync-one-menu";
import { median } from "./ratio";

export type MenuFigures = { items: number; bytes: number; medianMs: number; worstMs: number; extraMemoryMb: number };

const ITEMS = 5_000;
const PER_SCREEN = 50;
const ROUNDS = 7;
const MB = 1024 * 1024;

/** A menu of 5,000 items from the first byte asked for to the commit that serves it, and the most memory that it takes meanwhile. */
export async function menu(appUrl: string): Promise<MenuFigures> {
  const db = createDatabase(appUrl);
  const { merchantId } = await createMerchant(db, "Bench", []);
  const text = JSON.stringify(answer());
  // Another price each time, so that each round stores.
  let round = 0;
  const vendor = createServer((_, response) =>
    response
      .setHeader("content-type", "application/json")
      .end(text.replace('"productPrice":9', `"productPrice":${10 + round}`)),
  ).listen(0, "127.0.0.1");
  await new Promise((resolve) => vendor.once("listening", resolve));
  const baseUrl = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  const client = createKSeriesClient({ baseUrl, getAccessToken: async () => "synthetic" });
  const place = { merchantId, placeId: "58120334400417", currency: "EUR" };
  const pair = { menuId: "58120334440700", name: "Card", position: 0, profile: "DINEIN" };
  await withTenant(db, merchantId, (tx) => storeMenuList(tx, place.placeId, [pair], [pair.menuId]));
  const times: number[] = [];
  let extraMemoryMb = 0;
  try {
    for (round = 0; round < ROUNDS; round += 1) {
      globalThis.gc?.();
      const before = process.memoryUsage().rss;
      let most = before;
      const watch = setInterval(() => {
        most = Math.max(most, process.memoryUsage().rss);
      }, 5);
      const started = performance.now();
      const read = await readMenu({ db }, client, place, pair);
      await withTenant(db, merchantId, (tx) => serveMenu(tx, { ...place, ...pair }, place.currency, read));
      times.push(performance.now() - started);
      clearInterval(watch);
      most = Math.max(most, process.memoryUsage().rss);
      extraMemoryMb = Math.max(extraMemoryMb, (most - before) / MB);
    }
  } finally {
    vendor.close();
    await db.$client.end({ timeout: 2 });
  }
  const rounded = (value: number) => Math.round(value);
  return {
    ...{ items: ITEMS, bytes: text.length, medianMs: rounded(median(times)), worstMs: rounded(Math.max(...times)) },
    extraMemoryMb: rounded(extraMemoryMb),
  };
}

function answer(): object {
  const screens = Array.from({ length: ITEMS / PER_SCREEN }, (_, screen) => ({
    ...{ "@type": "group", id: String(screen), name: `Screen ${screen}`, color: "red" },
    menuEntry: Array.from({ length: PER_SCREEN }, (_, place) => item(screen * PER_SCREEN + place)),
  }));
  return { menuName: "Card", ikentooMenuId: 58_120_334_440_700, richDataMissing: false, menuEntryGroups: screens };
}

const item = (n: number) => ({
  ...{
    "@type": "menuItem",
    productName: `Bottle of the year ${n}`,
    productPrice: 9 + (n % 90),
    sku: `CEL-${n}`,
    color: "red",
  },
  ...{ customItemNameEnabled: false, pricingStrategy: "PRICE_CANNOT_BE_CUSTOMIZED", defaultTaxAmount: 1.56 },
  ...{ defaultTaxPercentage: 21, taxIncludedInPrice: true, conditionalTaxRules: false, asSubItem: false },
  taxes: [{ description: "VAT 21%", amount: 1.56, percentage: 21 }],
  itemRichData: {
    ...{ containsAlcohol: true, alcoholPercentage: 12.5, allergenCodes: ["sulphites"] },
    texts: [{ locale: "nl", friendlyDisplayName: `Fles ${n}`, description: "<p>Bewaard in onze kelder.</p>" }],
  },
  ...{ productionInstructionList: [], menuModifierGroups: [] },
});
