import { z } from "zod";

const count = z.number().int();
const minor = z.number().int();
const amounts = z.object({ count, salesMinor: minor });

/**
 * Sums by a name that the till gave. The object has no prototype: a payment code may be `constructor` as well as `CARD`. Zod's own record drops
 * `__proto__`.
 */
const byName = <T>(value: z.ZodType<T>) =>
  z
    .custom<object>((part) => typeof part === "object" && part !== null)
    .transform((part): [string, unknown][] => Object.entries(part))
    .pipe(z.array(z.tuple([z.string(), value])))
    .transform((entries) => {
      const part = noNames<T>();
      for (const [name, one] of entries) part[name] = one;
      return part;
    });

const noNames = <T>(): Record<string, T> => Object.create(null);

/**
 * What receipts add up to. All amounts are in the smallest unit; each part (by type, hour, profile, group, tax) adds up to the whole to the
 * unit, since every receipt is rounded once and shared out.
 */
export const salesTotalsSchema = z.object({
  receipts: count,
  covers: count,
  /** With tax, without tips. */
  salesMinor: minor,
  taxMinor: minor,
  discountMinor: minor,
  paidMinor: minor,
  tipMinor: minor,
  surchargeMinor: minor,
  types: byName(amounts),
  /** By the hour of the restaurant's clock in which they were closed, 0 to 23; "" where the till does not say when. */
  hours: byName(amounts),
  profiles: byName(amounts),
  groups: byName(z.object({ count, salesMinor: minor, taxMinor: minor })),
  taxes: byName(z.object({ netMinor: minor, taxMinor: minor })),
  payments: byName(z.object({ name: z.string(), count, paidMinor: minor, tipMinor: minor })),
  /** What is no sale, as the till's float, by the vendor's word for it; and payments whose currency is not the location's. */
  leftOut: byName(count),
});

export type SalesTotals = z.output<typeof salesTotalsSchema>;

export const noSales = (): SalesTotals => ({
  ...{ receipts: 0, covers: 0, salesMinor: 0, taxMinor: 0, discountMinor: 0 },
  ...{ paidMinor: 0, tipMinor: 0, surchargeMinor: 0 },
  ...{ types: noNames(), hours: noNames(), profiles: noNames(), groups: noNames() },
  ...{ taxes: noNames(), payments: noNames(), leftOut: noNames() },
});

type Numbers = Record<string, number | string>;

/** Adds up days; names are the newest ones. */
export function addTotals(all: SalesTotals, more: SalesTotals): SalesTotals {
  const sum = noSales();
  for (const key of numbers) sum[key] = all[key] + more[key];
  for (const key of parts) merge(sum[key], all[key], more[key]);
  for (const part of [all.leftOut, more.leftOut])
    for (const [name, n] of Object.entries(part)) sum.leftOut[name] = (sum.leftOut[name] ?? 0) + n;
  return sum;
}

const numbers = [
  "receipts",
  "covers",
  "salesMinor",
  "taxMinor",
  "discountMinor",
  "paidMinor",
  "tipMinor",
  "surchargeMinor",
] as const;
const parts = ["types", "hours", "profiles", "groups", "taxes", "payments"] as const;

function merge(into: Record<string, Numbers>, ...from: Record<string, Numbers>[]): void {
  for (const part of from) {
    for (const [name, values] of Object.entries(part)) {
      const sum = into[name] ?? {};
      for (const [key, value] of Object.entries(values)) {
        const before = sum[key];
        sum[key] = typeof value === "number" && typeof before === "number" ? before + value : value;
      }
      into[name] = sum;
    }
  }
}
