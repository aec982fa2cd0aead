import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { deleteAllergenMapping, saveAllergenMapping } from "@/db/queries/menu-settings";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { storableText } from "@/lib/storable-text";
import { IGNORED, isAllergenField } from "./allergen-fields";

/** Says what a code of Lightspeed's means for this merchant; null: what it usually means. Every menu is told with it from now on. */
export async function mapAllergen(
  { db }: Pick<Services, "db">,
  actor: Actor,
  { code: given, field }: { code: string; field: string | null },
): Promise<void> {
  if (!can(actor, "menus.edit")) throw new AppError("forbidden", "Only owners and managers can map allergens.");
  if (field !== null && field !== IGNORED && !isAllergenField(field))
    throw new AppError("invalid_input", "Choose one of the listed meanings.");
  const code = storableText(given);
  await withTenant(db, actor.merchantId, async (tx) => {
    if (field === null) await deleteAllergenMapping(tx, code);
    else await saveAllergenMapping(tx, { code, field, updatedByName: actor.userName });
    await appendAudit(tx, {
      ...{ merchantId: actor.merchantId, actor, action: "allergen.mapped", subject: code, detail: { field } },
    });
    await publishLive(tx, actor.merchantId, "menus");
  });
}
