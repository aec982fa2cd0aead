import type { Sale } from "../sales/sale";
import { centsOf, sum, type Tax, type Taxed, taxed } from "../world/money";

export type CheckLine = {
  /** An int64 as text. */
  id: string;
  uuid: string;
  sku: string;
  name: string;
  unitCents: number;
  costCents: number;
  quantity: number;
  discountCents: number;
  discountCode?: string | undefined;
  discountName?: string | undefined;
  modifiers: { name: string; quantity: number }[];
  group: string;
  tax: Tax;
  course?: number | undefined;
  at: number;
  subLines: CheckLine[];
};

export type CheckPayment = {
  code: string;
  cents: number;
  tipCents: number;
  roundingCents: number;
  at: number;
  number: number;
  reference?: string | undefined;
  staffId: number;
};

/** Which order of ours it came from; its endpoint is told what becomes of the check. */
export type Origin = { reference: string; endpointId: string };

export type Check = {
  identifier: string;
  /** The deprecated numeric id, int64 as text. */
  legacyId: string;
  uuid: string;
  name: string;
  openedAt: number;
  closedAt?: number | undefined;
  cancelled?: boolean;
  table?: number | undefined;
  covers: number;
  staffId: number;
  profileCode: string;
  customer?: string | undefined;
  collectionCode?: string | undefined;
  note?: string | undefined;
  /** What became of a to-go order: ready, on its way. */
  stage?: "READY_FOR_PICKUP" | "IN_DELIVERY" | undefined;
  origins: Origin[];
  lines: CheckLine[];
  payments: CheckPayment[];
};

export const lineCents = ({ unitCents, quantity, discountCents }: CheckLine) => unitCents * quantity - discountCents;

/** The amounts of a line alone, without what lies under it, in millionths. */
export const lineAmounts = (line: CheckLine): Taxed => taxed(lineCents(line), line.tax);

/** Every line, what lies under it right behind it. */
export const flattened = (lines: CheckLine[]): CheckLine[] =>
  lines.flatMap((line) => [line, ...flattened(line.subLines)]);

export const checkTotal = (lines: CheckLine[]): number =>
  centsOf(sum(flattened(lines).map((line) => lineAmounts(line).gross)));

export const settledCents = ({ payments }: Pick<Check, "payments">) =>
  sum(payments.map(({ cents, roundingCents }) => cents - roundingCents));

export const dueCents = (check: Check) => checkTotal(check.lines) - settledCents(check);

/** A guest of the history who has not paid yet, as the till shows the table at this moment. */
export function checkFromSale(sale: Sale, legacyId: string, now: number, uuidOf: (seed: string) => string): Check {
  const lines = sale.lines.filter(({ at }) => at <= now);
  return {
    identifier: sale.identifier,
    legacyId,
    uuid: uuidOf(sale.identifier),
    name: sale.table === undefined ? `Order ${sale.identifier.split(".")[1]}` : `Table ${sale.table}`,
    openedAt: sale.openedAt,
    table: sale.table,
    covers: sale.covers,
    staffId: sale.owner.id,
    profileCode: sale.profileCode,
    origins: [],
    payments: [],
    lines: lines.map((line, place) => ({
      id: (BigInt(legacyId) + BigInt(place + 1)).toString(),
      uuid: uuidOf(line.id),
      sku: line.sku,
      name: line.name,
      unitCents: line.listCents,
      costCents: line.costCents,
      quantity: line.quantity,
      discountCents: centsOf(line.discount),
      discountCode: line.discountCode,
      discountName: line.discountName,
      modifiers: [],
      group: line.group,
      tax: { code: line.taxCode, percent: line.percent, included: line.included },
      at: line.at,
      subLines: [],
    })),
  };
}

/** Belgian cash is counted in steps of five cents. */
export const roundedCash = (cents: number) => Math.round(cents / 5) * 5;
