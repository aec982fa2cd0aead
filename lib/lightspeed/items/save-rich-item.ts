import { z } from "zod";
import { withTenant } from "@/db/client";
import type { Actor } from "@/lib/auth/roles";
import type { RichItemTexts } from "@/lib/k-series";
import { kSeriesFor } from "../connection/k-series-for";
import { itemFailure } from "./item-failure";
import { noteItemChange, requireItemEditor } from "./item-rules";
import type { ItemNeeds } from "./read-items";
import { getRichItem, toRichItemView } from "./rich-item";
import type { RichItemView } from "./rich-types";
import { withEditLease } from "./with-edit-lease";

const visible = (value: string) => !/[\p{Cc}\p{Cs}]/u.test(value.replace(/[\r\n\t]/g, ""));
const field = (max: number) =>
  z
    .string()
    .transform((value) => value.replaceAll("\r\n", "\n").trim())
    .pipe(
      z
        .string()
        .max(max, `Use at most ${max} characters.`)
        .refine(visible, "Remove the characters that cannot be seen."),
    );

export const richInput = z.object({
  texts: z.array(z.object({ locale: z.string().min(2).max(7), name: field(180), description: field(4000) })).max(60),
  allergenCodes: z.array(z.string().min(1).max(60)).max(100),
});
export type RichInput = z.output<typeof richInput>;

export type RichChange = { businessId: string; sku: string; version: string; input: RichInput };
export type RichOutcome =
  | { saved: RichItemView; changed?: never }
  /** Somebody has changed it since; nothing was saved, and this is how it is now. */
  | { changed: RichItemView; saved?: never };

/** Replaces texts and allergens. Texts of languages that the form did not show stay as they were. */
export async function saveRichItem(
  services: ItemNeeds,
  actor: Actor,
  { businessId, sku, version, input }: RichChange,
): Promise<RichOutcome> {
  requireItemEditor(actor);
  const { merchantId } = actor;
  return withEditLease(services, merchantId, `rich ${businessId} ${sku}`, async () => {
    const before = await getRichItem(services, merchantId, { businessId, sku });
    if (before.version !== version) return { changed: before };
    const after = await save(services, merchantId, { businessId, sku }, merged(before, input));
    await withTenant(services.db, merchantId, (tx) =>
      noteItemChange(tx, services.now(), actor, {
        ...{ verb: "changed texts or allergens of", action: "item.rich_updated", name: sku, subject: sku },
        detail: { businessId, before: told(before), after: told(after) },
      }),
    );
    return { saved: after };
  });
}

const told = ({ texts, allergenCodes }: RichItemView) => ({ texts, allergenCodes });

function merged(before: RichItemView, { texts, allergenCodes }: RichInput): RichInput {
  const shown = new Set(texts.map(({ locale }) => locale));
  const kept = before.texts.filter(({ locale }) => !shown.has(locale));
  return { allergenCodes: [...new Set(allergenCodes)], texts: [...texts, ...kept] };
}

async function save(
  services: ItemNeeds,
  merchantId: string,
  { businessId, sku }: { businessId: string; sku: string },
  { texts, allergenCodes }: RichInput,
): Promise<RichItemView> {
  const body: RichItemTexts = {
    ...{ businessId, sku, allergenCodes },
    descriptions: texts
      .filter(({ name, description }) => name !== "" || description !== "")
      .map(({ locale, name, description }) => ({
        localeCode: locale,
        ...(name === "" ? {} : { displayName: name }),
        ...(description === "" ? {} : { description }),
      })),
  };
  try {
    return toRichItemView(await kSeriesFor(services, merchantId).richItems.save({ businessId, sku, body }));
  } catch (error) {
    throw itemFailure(error, "texts and allergens were saved");
  }
}

/** Texts, allergens and pictures of the SKU; the item itself stays. */
export async function deleteRichItem(
  services: ItemNeeds,
  actor: Actor,
  { businessId, sku }: { businessId: string; sku: string },
): Promise<void> {
  requireItemEditor(actor);
  const { merchantId } = actor;
  await withEditLease(services, merchantId, `rich ${businessId} ${sku}`, async () => {
    const before = await getRichItem(services, merchantId, { businessId, sku });
    try {
      await kSeriesFor(services, merchantId).richItems.remove({ businessId, sku });
    } catch (error) {
      throw itemFailure(error, "texts, allergens and picture were deleted");
    }
    await withTenant(services.db, merchantId, (tx) =>
      noteItemChange(tx, services.now(), actor, {
        ...{ verb: "deleted texts, allergens and picture of", action: "item.rich_deleted", name: sku, subject: sku },
        detail: { businessId, before: told(before) },
      }),
    );
  });
}
