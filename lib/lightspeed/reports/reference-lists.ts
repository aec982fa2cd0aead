import { z } from "zod";
import type { Services } from "@/lib/services";
import { readSnapshot, type Snapshot } from "../snapshots/read-snapshot";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;
type Wish = { placeId: string; force?: boolean };

const DAY_MS = 24 * 3_600_000;

const taxRate = z.object({
  code: z.string(),
  description: z.string(),
  /** Percent, as text: the vendor gives a multiplier. */
  percent: z.string(),
  included: z.boolean(),
});
export type TaxRateView = z.output<typeof taxRate>;

export const readTaxRates = (
  services: Needs,
  merchantId: string,
  { placeId, force = false }: Wish,
): Promise<Snapshot<TaxRateView[]>> =>
  readSnapshot(services, merchantId, {
    ...{ kind: "tax-rates", key: placeId, schema: z.array(taxRate), maxAgeMs: DAY_MS, force },
    load: async (client) =>
      (await client.finance.taxRates({ businessLocationId: placeId })).map(
        ({ code, description, rate, taxIncluded }) => ({
          ...{ code: code ?? "", description: description ?? "", percent: percentOf(rate ?? "1") },
          included: taxIncluded ?? false,
        }),
      ),
  });

/** 1.21 is 21 %. Without a float between, which would make 20.999999999999996 of it. */
export function percentOf(multiplier: string): string {
  const [whole = "1", fraction = ""] = multiplier.split(".");
  const scaled = BigInt(whole + fraction.padEnd(6, "0").slice(0, 6)) - 1_000_000n;
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(5, "0");
  const decimals = digits.slice(-4).replace(/0+$/, "");
  return `${scaled < 0n ? "-" : ""}${digits.slice(0, -4)}${decimals ? `.${decimals}` : ""}`;
}

const group = z.object({ id: z.string(), code: z.string(), name: z.string() });
export type AccountingGroupView = z.output<typeof group>;

export const readAccountingGroups = (
  services: Needs,
  merchantId: string,
  { placeId, force = false }: Wish,
): Promise<Snapshot<AccountingGroupView[]>> =>
  readSnapshot(services, merchantId, {
    ...{ kind: "accounting-groups", key: placeId, schema: z.array(group), maxAgeMs: DAY_MS, force },
    load: async (client) =>
      (await client.finance.accountingGroups({ businessLocationId: placeId })).map(({ id, code, name }) => ({
        ...{ id, code: code ?? "", name: name ?? "" },
      })),
  });
