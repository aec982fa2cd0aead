import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createDatabase } from "@/db/client";
import { createMerchant } from "@/lib/auth/create-merchant";
import { createKSeriesClient } from "@/lib/k-series";
import { addDays, daysBetween } from "@/lib/lightspeed/reports/business-days";
import { getReport } from "@/lib/lightspeed/reports/get-report";
import { readDay } from "@/lib/lightspeed/reports/read-day";
import { median } from "./ratio";

export type ReportFigures = { days: number; sales: number; readMs: number; extraMemoryMb: number; showMs: number };

const DAYS = 365;
const SALES = 100_000;
const MB = 1024 * 1024;
const LAST = "2026-11-25";

/** 365 business days with 100,000 sales: read day by day and added up, then shown; and the most memory that the reading takes. */
export async function reports(appUrl: string): Promise<ReportFigures> {
  const db = createDatabase(appUrl);
  const { merchantId } = await createMerchant(db, "Bench", []);
  const bodies = Array.from({ length: 7 }, (_, n) => day(n));
  let asked = 0;
  const vendor = createServer((_, response) =>
    response.setHeader("content-type", "application/json").end(bodies[asked++ % bodies.length]),
  ).listen(0, "127.0.0.1");
  await new Promise((resolve) => vendor.once("listening", resolve));
  const baseUrl = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  const client = createKSeriesClient({ baseUrl, getAccessToken: async () => "synthetic" });
  const setting = { currency: "EUR", timeZone: "Europe/Brussels" };
  const place = { merchantId, placeId: "58120334400417", setting };
  const range = { from: addDays(LAST, 1 - DAYS), to: LAST };
  const services = { db, now: () => new Date() };
  try {
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let most = before;
    const started = performance.now();
    for (const one of daysBetween(range.from, range.to)) {
      await readDay(services, client, place, one);
      most = Math.max(most, process.memoryUsage().rss);
    }
    const readMs = performance.now() - started;
    const shows: number[] = [];
    let sales = 0;
    for (let n = 0; n < 15; n += 1) {
      const from = performance.now();
      const view = await getReport(services, merchantId, { ...place, ...setting, range, calendarDay: LAST });
      shows.push(performance.now() - from);
      sales = view.totals.receipts;
    }
    const extraMemoryMb = Math.round((most - before) / MB);
    return { days: DAYS, sales, readMs: Math.round(readMs), extraMemoryMb, showMs: Math.round(median(shows)) };
  } finally {
    vendor.close();
    await db.$client.end({ timeout: 2 });
  }
}

const day = (seed: number): string =>
  JSON.stringify({
    ...{ businessName: "Bench", businessLocationId: 58_120_334_400_417, dataComplete: true },
    nextStartOfDayAsIso8601: "2026-11-26T04:00:00+01:00",
    sales: Array.from({ length: Math.ceil(SALES / DAYS) }, (_, n) => sale(seed * 1_000 + n)),
  });

function sale(n: number): object {
  const lines = Array.from({ length: 2 + (n % 4) }, (_, line) => {
    const net = 4 + ((n + line) % 30);
    return {
      ...{ id: `${n}.${line}`, sku: `SKU-${(n + line) % 200}`, name: `Dish ${(n + line) % 200}`, quantity: "1.000" },
      ...{ totalNetAmountWithTax: (net * 1.12).toFixed(6), totalNetAmountWithoutTax: net.toFixed(6) },
      ...{
        taxAmount: (net * 0.12).toFixed(6),
        totalDiscountAmount: "0.00",
        currency: "EUR",
        accountProfileCode: "DINEIN",
      },
      taxLines: [{ taxCode: "B", taxRate: "1.12", taxAmount: (net * 0.12).toFixed(6), taxIncluded: true }],
      accountingGroup: { accountingGroupId: 1 + (n % 5), name: `Group ${n % 5}`, code: `G${n % 5}` },
    };
  });
  const paid = lines.reduce((sum, { totalNetAmountWithTax }) => sum + Number(totalNetAmountWithTax), 0);
  return {
    ...{ accountReference: `A1.${n}`, accountFiscId: `A1.${n}`, receiptId: `R1.${n}`, type: "SALE", nbCovers: 2 },
    ...{ timeofOpening: "2026-11-25T17:00:00Z", timeofCloseAndPaid: `2026-11-25T${10 + (n % 12)}:30:00Z` },
    salesLines: lines,
    payments: [
      {
        code: n % 3 ? "CARD" : "CASH",
        description: "Card",
        netAmountWithTax: paid.toFixed(2),
        tip: "1.50",
        currency: "EUR",
      },
    ],
  };
}
