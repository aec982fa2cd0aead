import { z } from "zod";
import type { TokenRow } from "@/db/queries/connection-tokens";
import { KSeriesNotFoundError, type RichItem } from "@/lib/k-series";
import { storableText } from "@/lib/storable-text";
import { kSeriesFor } from "../connection/k-series-for";
import { readSnapshot, type Snapshot } from "../snapshots/read-snapshot";
import { itemFailure } from "./item-failure";
import type { ItemNeeds } from "./read-items";
import type { AllergenView, PictureRules, RichItemView } from "./rich-types";
import { versionOf } from "./to-item-view";

export function toRichItemView(item: RichItem): RichItemView {
  const texts = (item.descriptions ?? []).map(({ localeCode, displayName, description }) => ({
    locale: localeCode,
    name: storableText(displayName ?? ""),
    description: storableText(description ?? ""),
  }));
  const allergenCodes = item.allergenCodes ?? [];
  const pictures = [item.pictureUrl, item.previewPictureUrl, item.rawPictureUrl];
  return {
    sku: item.sku,
    texts,
    allergenCodes,
    updatedAt: item.lastUpdateDate ?? null,
    hasPicture: pictures.some(Boolean),
    version: versionOf([texts, [...allergenCodes].sort(), pictures]),
  };
}

/** As it is now; a SKU without rich content is an empty one. */
export async function getRichItem(
  services: ItemNeeds,
  merchantId: string,
  { businessId, sku }: { businessId: string; sku: string },
  known: { tokens?: TokenRow | null } = {},
): Promise<RichItemView> {
  const item = await findRawRichItem(services, merchantId, { businessId, sku }, known);
  return toRichItemView(item ?? { sku });
}

export async function findRawRichItem(
  services: ItemNeeds,
  merchantId: string,
  { businessId, sku }: { businessId: string; sku: string },
  known: { tokens?: TokenRow | null } = {},
): Promise<RichItem | null> {
  try {
    return await kSeriesFor(services, merchantId, known).richItems.get({ businessId, sku });
  } catch (error) {
    if (error instanceof KSeriesNotFoundError) return null;
    throw itemFailure(error, "it was read", "unchanged");
  }
}

const DAY_MS = 24 * 3_600_000;

const allergens = z.array(
  z.object({ code: z.string(), names: z.array(z.object({ locale: z.string(), text: z.string() })) }),
);

/** Never a list of our own: the vendor's may be longer tomorrow. */
export function readAllergens(services: ItemNeeds, merchantId: string): Promise<Snapshot<z.output<typeof allergens>>> {
  return readSnapshot(services, merchantId, {
    ...{ kind: "allergens", key: "all", schema: allergens, maxAgeMs: DAY_MS },
    load: async (client) =>
      (await client.allergens.list({})).map(({ code, translations }) => ({
        code,
        names: translations.map(({ locale, text }) => ({ locale: locale ?? "", text: text ?? "" })),
      })),
  });
}

/** In the first of the wished languages that there is, region or not; the code where there is none. */
export function allergenLabels(list: z.output<typeof allergens>, locales: readonly string[]): AllergenView[] {
  const plain = (locale: string) => locale.toLowerCase().split(/[_-]/)[0] ?? "";
  return list.map(({ code, names }) => {
    const found = [...locales, "en"]
      .map(plain)
      .map((wanted) => names.find(({ locale, text }) => text && plain(locale) === wanted));
    return { code, label: found.find(Boolean)?.text ?? names.find(({ text }) => text)?.text ?? code };
  });
}

/** The languages that a business keeps texts in, in its order; the first stands in for the others. */
export function readLocales(
  services: ItemNeeds,
  merchantId: string,
  businessId: string,
  { force = false }: { force?: boolean } = {},
): Promise<Snapshot<string[]>> {
  return readSnapshot(services, merchantId, {
    ...{ kind: "languages", key: businessId, schema: z.array(z.string()), maxAgeMs: 10 * 60_000, force },
    load: (client) => client.locales.get({ businessId }),
  });
}

export function readPictureRules(
  services: ItemNeeds,
  merchantId: string,
  businessId: string,
): Promise<Snapshot<PictureRules>> {
  return readSnapshot(services, merchantId, {
    ...{ kind: "picture-rules", key: businessId, maxAgeMs: DAY_MS },
    schema: z.object({ minWidth: z.number(), minHeight: z.number(), ratio: z.number().nullable() }),
    load: async (client) => {
      const { minWidth, minHeight, requiredAspectRatio } = await client.richItems.pictureSpec({ businessId });
      const ratio = requiredAspectRatio && requiredAspectRatio > 0 ? requiredAspectRatio : null;
      return { minWidth: minWidth ?? 1, minHeight: minHeight ?? 1, ratio };
    },
  });
}
