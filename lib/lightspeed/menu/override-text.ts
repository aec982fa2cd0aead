import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { deleteMenuOverride, saveMenuOverride } from "@/db/queries/menu-settings";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { storableText } from "@/lib/storable-text";
import { label } from "./to-menu-product";

type OverrideInput = { sku: string; field: "name" | "description"; value: string | null };

/** A text of the merchant's own in place of Lightspeed's, for this field of this item only; null: Lightspeed's again. */
export async function overrideText(
  { db }: Pick<Services, "db">,
  actor: Actor,
  { sku: given, field, value }: OverrideInput,
): Promise<void> {
  if (!can(actor, "menus.edit")) throw new AppError("forbidden", "Only owners and managers can change texts.");
  const sku = storableText(given);
  const text = value === null ? "" : storableText(field === "name" ? label(value) : value.trim());
  await withTenant(db, actor.merchantId, async (tx) => {
    if (text === "") await deleteMenuOverride(tx, { sku, field });
    else await saveMenuOverride(tx, { sku, field, value: text, updatedByName: actor.userName });
    const detail = { field, own: text !== "" };
    await appendAudit(tx, { merchantId: actor.merchantId, actor, action: "menu.text", subject: sku, detail });
    await publishLive(tx, actor.merchantId, "menus");
  });
}
