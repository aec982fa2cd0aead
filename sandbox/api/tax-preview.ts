import { z } from "zod";
import { type CheckLine, flattened, lineAmounts } from "../till/check";
import { priceLine, Refused } from "../till/price-lines";
import { centsOf, major, sum, type Taxed } from "../world/money";
import { profileOf, taxRateOf, type Venue } from "../world/venue";
import { subExceptionError } from "./errors";
import type { ApiAnswer, Call, Operation } from "./operation";
import { decimalField, optional } from "./wire";

const subLine = z.object({ sku: z.string().min(1).max(25), quantity: optional(decimalField) });
const bodySchema = z.object({
  accountProfileCode: optional(z.string()),
  items: optional(z.array(subLine.extend({ subItems: optional(z.array(subLine)) }))),
});

type Line = z.output<typeof subLine> & { subItems?: z.output<typeof subLine>[] | undefined };

/** One unit where no quantity is given. Fractions are priced by the thousandth. */
const quantityOf = ({ quantity }: Line) => Number(quantity ?? "1");

const asOrdered = (line: Line) => ({
  sku: line.sku,
  quantity: Math.max(1, Math.round(quantityOf(line))),
  modifiers: [],
  subItems: [],
});

const shown = (micro: number) => major(centsOf(micro));
const amounts = ({ gross, net }: Taxed) => ({
  netAmount: shown(net),
  grossAmount: shown(gross),
  taxAmount: major(centsOf(gross) - centsOf(net)),
});

const added = (parts: Taxed[]): Taxed => ({
  gross: sum(parts.map(({ gross }) => gross)),
  net: sum(parts.map(({ net }) => net)),
  tax: sum(parts.map(({ tax }) => tax)),
});

function taxLines({ taxIncluded }: Venue, lines: CheckLine[]) {
  return [...new Set(lines.map(({ tax }) => tax.code))].map((code) => {
    const rate = taxRateOf(code);
    const total = added(lines.filter(({ tax }) => tax.code === code).map(lineAmounts));
    const [description, taxRate] = [`VAT ${rate?.percent ?? 0}%`, String(rate?.rate ?? 1)];
    const names = { description, taxRate, taxCode: code, taxName: rate?.description ?? "" };
    return { ...names, ...amounts(total), taxIncluded };
  });
}

function preview(call: Call): ApiAnswer {
  const parsed = bodySchema.safeParse(call.body);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({
      field: path.join("."),
      rejectedValue: "",
      message,
    }));
    return subExceptionError(400, "Constraint violation", faults);
  }
  const site = call.site();
  const profile = profileOf(site.venue, parsed.data.accountProfileCode);
  if (!profile) return subExceptionError(404, `No order profile with code ${parsed.data.accountProfileCode}`);
  let number = 0;
  const nextId = () => {
    number += 1;
    return String(number);
  };
  const rules = { ...site, behaviour: { ...site.behaviour, selectionRules: "ignore" as const } };
  const pricing = { site: rules, profile, at: call.now, nextId };
  try {
    const lines = (parsed.data.items ?? []).flatMap((line: Line) => {
      const subItems = (line.subItems ?? []).map((sub) => ({ ...asOrdered(sub) }));
      return flattened([priceLine(pricing, { ...asOrdered(line), subItems })]);
    });
    const total = added(lines.map(lineAmounts));
    const [gross, net] = [centsOf(total.gross), centsOf(total.net)];
    const transactions = lines.map((line) => ({
      sku: line.sku,
      quantity: line.quantity,
      unitPrice: major(line.unitCents),
      ...amounts(lineAmounts(line)),
    }));
    const body = {
      transactions,
      taxLines: taxLines(site.venue, lines),
      totalNetAmountInCents: net,
      totalGrossAmountInCents: gross,
      totalTaxAmountInCents: gross - net,
      amountDue: major(gross),
    };
    return { status: 200, body };
  } catch (error) {
    if (error instanceof Refused) return subExceptionError(404, error.message);
    throw error;
  }
}

export const taxPreview: Operation[] = [
  {
    id: "previewTax",
    kind: "taxPreview",
    method: "POST",
    path: "/tp/v1/business-locations/{businessLocationId}/tax-breakdown",
    scope: "orders-api",
    errors: "items",
    about: "location-in-path",
    handle: preview,
  },
];
