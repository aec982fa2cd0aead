import { z } from "zod";
import type { Services } from "@/lib/services";
import { readSnapshot, type Snapshot } from "../snapshots/read-snapshot";
import { plainText } from "./plain-text";
import { label } from "./to-menu-product";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;
type Wish = { placeId: string; currency: string; force?: boolean };

const HOUR_MS = 3_600_000;

const discount = z.object({
  code: z.string(),
  name: z.string(),
  percentage: z.string().nullable(),
  amountMinor: z.number().int().nullable(),
});
export type DiscountView = z.output<typeof discount>;

/** Only a discount without a rate or amount of its own takes one from an order. */
export const isManual = ({ percentage, amountMinor }: DiscountView): boolean =>
  !(Number(percentage ?? 0) > 0) && !((amountMinor ?? 0) > 0);

export const readDiscounts = (
  services: Needs,
  merchantId: string,
  { placeId, currency, force = false }: Wish,
): Promise<Snapshot<DiscountView[]>> =>
  readSnapshot(services, merchantId, {
    ...{ kind: "discounts", key: `${placeId}/${currency}`, schema: z.array(discount), maxAgeMs: HOUR_MS, force },
    load: async (client) =>
      (await client.menus.discounts({ currency, query: { businessLocationId: placeId } })).map((one) => ({
        code: one.code,
        name: label(one.name) || one.code,
        percentage: one.percentage ?? null,
        amountMinor: one.amountMinor ?? null,
      })),
  });

const instructions = z.object({
  id: z.string(),
  name: z.string(),
  several: z.boolean(),
  instructions: z.array(z.object({ id: z.string(), text: z.string() })),
});
export type InstructionsView = z.output<typeof instructions>;

export const readProductionInstructions = (
  services: Needs,
  merchantId: string,
  { placeId, force = false }: Omit<Wish, "currency">,
): Promise<Snapshot<InstructionsView[]>> =>
  readSnapshot(services, merchantId, {
    ...{ kind: "production-instructions", key: placeId, schema: z.array(instructions), maxAgeMs: HOUR_MS, force },
    load: async (client) =>
      (await client.menus.productionInstructions({ query: { businessLocationId: placeId } })).map((group) => ({
        id: group.id,
        name: label(group.name),
        several: group.multiSelectionPermitted ?? true,
        instructions: (group.instructions ?? []).map((one) => ({ id: one.id, text: label(one.text) })),
      })),
  });

const profile = z.object({ id: z.string(), code: z.string(), name: z.string(), deliveryMode: z.string().nullable() });
export type OrderProfileView = z.output<typeof profile>;

/** `tagCode`: only the profile that has this code, asked of the vendor by it. */
export const readOrderProfiles = (
  services: Needs,
  merchantId: string,
  { placeId, tagCode, force = false }: Omit<Wish, "currency"> & { tagCode?: string },
): Promise<Snapshot<OrderProfileView[]>> =>
  readSnapshot(services, merchantId, {
    ...{ kind: "order-profiles", key: tagCode === undefined ? placeId : `${placeId}/${tagCode}` },
    ...{ schema: z.array(profile), maxAgeMs: HOUR_MS, force },
    load: async (client) => {
      const found =
        tagCode === undefined
          ? await client.accountProfiles.list({ query: { businessLocationId: placeId } })
          : [await client.accountProfiles.getByCode({ businessLocationId: placeId, tagCode })];
      return found.map(({ id, code, name, deliveryMode }) => ({
        id,
        code,
        name: label(name) || code,
        deliveryMode: deliveryMode ?? null,
      }));
    },
  });

const allergen = z.object({ code: z.string(), texts: z.array(z.object({ locale: z.string(), text: z.string() })) });
export type AllergenCodeView = z.output<typeof allergen>;

/** The vendor's codes with their names in the languages that it has; the same for everybody there. */
export const readAllergenCodes = (
  services: Needs,
  merchantId: string,
  { force = false }: { force?: boolean } = {},
): Promise<Snapshot<AllergenCodeView[]>> =>
  readSnapshot(services, merchantId, {
    ...{ kind: "allergens", key: "all", schema: z.array(allergen), maxAgeMs: 24 * HOUR_MS, force },
    load: async (client) =>
      (await client.allergens.list({})).map(({ code, translations }) => ({
        code,
        texts: translations.flatMap(({ locale, text }) => (locale && text ? [{ locale, text: plainText(text) }] : [])),
      })),
  });

const known = z.record(z.string(), z.array(z.string()));

/** The SKUs of active items with the names that have them; for telling which of a menu are unknown or double. */
export const readItemSkus = (
  services: Needs,
  merchantId: string,
  { placeId, force = false }: Omit<Wish, "currency">,
): Promise<Snapshot<Record<string, string[]>>> =>
  readSnapshot(services, merchantId, {
    ...{ kind: "item-skus", key: placeId, schema: known, maxAgeMs: HOUR_MS, force },
    load: async (client) => {
      const skus: Record<string, string[]> = Object.create(null);
      for await (const { records } of client.items.list.pages({ query: { businessLocationId: placeId, amount: 1000 } }))
        for (const { sku, name, active } of records) {
          if (!sku || active === false) continue;
          skus[sku] = [...(skus[sku] ?? []), label(name)];
        }
      return skus;
    },
  });
