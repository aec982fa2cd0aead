import type { OrderSubItem } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { KSeriesError, type TaxBreakdown } from "@/lib/k-series";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { within } from "@/lib/lightspeed/connection/time-limit";
import type { Services } from "@/lib/services";
import type { CartContext, Finding, OrderDraft, Proof } from "./pre-flight";

const fromMenu = (why: string): Finding => ({
  reasons: [],
  proofs: [
    {
      about: "price",
      at: null,
      message: `${why} Our own prices from the menu count, and are compared with the check afterwards.`,
    },
  ],
});

/** The preview leaves it out, and no list of Lightspeed's tells whether an order profile adds one. */
const withoutServiceCharge: Proof = {
  ...{ about: "service_charge", at: null },
  message:
    "No service charge is in the cart. If the order profile adds one on the till, the check comes to more: it is compared afterwards and told.",
};

/** The cart's total against Lightspeed's own preview, to the unit. What the preview cannot price is priced from the menu. */
export async function checkTax(services: Services, context: CartContext): Promise<Finding> {
  const { draft, connected, profile, businessLocationId, questionMs } = context;
  if (!connected || profile === null) return { reasons: [], proofs: [] };
  if (!isPlain(draft))
    return fromMenu("Lightspeed's preview cannot price discounts, a service charge or choices below choices.");
  const client = kSeriesFor(services, draft.merchantId, { timeoutMs: questionMs });
  const asked = client.taxPreview
    .compute({
      businessLocationId,
      currency: draft.currency,
      body: { accountProfileCode: profile, items: draft.lines.map(toPreviewLine) },
    })
    .catch((error: unknown) => {
      if (error instanceof KSeriesError || error instanceof AppError) return null;
      throw error;
    });
  const preview = await within(questionMs, asked, () => null);
  const due = preview?.amountDueMinor ?? null;
  if (preview === null || due === null) return fromMenu("Lightspeed's price preview did not answer in time.");
  const proof: Proof = {
    ...{ about: "price", at: services.now().toISOString() },
    message: "The total is the one that Lightspeed comes to.",
  };
  if (due === draft.totals.subtotalMinor) return { reasons: [], proofs: [proof, withoutServiceCharge] };
  const line = differingLine(draft, preview);
  return {
    reasons: [
      {
        code: "total_differs",
        message: `The till would come to another total than the cart${line === null ? "" : `: see ${draft.lines[line]?.name ?? "the line"}`}.`,
        remedy: "Load the menu again and price the cart anew.",
        ...(line === null ? {} : { line }),
      },
    ],
    proofs: [],
  };
}

function isPlain({ lines, totals }: OrderDraft): boolean {
  return (
    totals.discountMinor === 0 &&
    totals.serviceChargeMinor === 0 &&
    lines.every((line) => line.discountCode === undefined && line.subItems.every((sub) => sub.subItems.length === 0))
  );
}

const quantity = (item: OrderSubItem) => ({ sku: item.sku, quantity: String(item.quantity) });

const toPreviewLine = (line: OrderSubItem) => ({
  ...quantity(line),
  ...(line.subItems.length > 0 ? { subItems: line.subItems.map(quantity) } : {}),
});

/** The first line whose own SKU costs the till something else than us; null where that cannot be told. */
function differingLine({ lines }: OrderDraft, { lines: told }: TaxBreakdown): number | null {
  const index = lines.findIndex(({ sku, unitPriceMinor }) => {
    const theirs = told?.find((one) => one.sku === sku)?.unitPriceMinor;
    return theirs !== null && theirs !== undefined && theirs !== unitPriceMinor;
  });
  return index === -1 ? null : index;
}
