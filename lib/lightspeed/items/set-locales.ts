import { z } from "zod";
import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import type { Actor } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { kSeriesFor } from "../connection/k-series-for";
import { writeLog } from "../connection/log";
import { itemFailure } from "./item-failure";
import { requireItemEditor } from "./item-rules";
import type { ItemNeeds } from "./read-items";
import { readLocales } from "./rich-item";
import { withEditLease } from "./with-edit-lease";

export const localeCode = z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, "Enter a language such as nl or fr_BE.");

type LocaleChange = { businessId: string /** What the editor began with. */; before: string[]; locales: string[] };

/** The languages that a business keeps texts in. Texts of one that is taken out stay at Lightspeed, but are shown to nobody. */
export async function setLocales(
  services: ItemNeeds,
  actor: Actor,
  { businessId, before, locales }: LocaleChange,
): Promise<void> {
  requireItemEditor(actor);
  const { merchantId } = actor;
  const wanted = [...new Set(locales)];
  if (wanted.length === 0) throw new AppError("invalid_input", "Keep at least one language.");
  await withEditLease(services, merchantId, `languages ${businessId}`, async () => {
    const client = kSeriesFor(services, merchantId);
    try {
      const now = await client.locales.get({ businessId });
      if (now.join() !== before.join())
        throw new AppError(
          "conflict",
          `The languages were changed meanwhile; now they are ${now.join(", ")}. Nothing was saved: look at them and save again.`,
        );
      await client.locales.set({ businessId, body: wanted });
    } catch (error) {
      throw itemFailure(error, "the languages were saved");
    }
    await withTenant(services.db, merchantId, async (tx) => {
      const message = `${actor.userName} set the languages of item texts to ${wanted.join(", ")}.`;
      await writeLog(tx, services.now(), { level: "info", operation: "Items", message });
      await appendAudit(tx, {
        merchantId,
        actor,
        action: "item.languages_set",
        subject: businessId,
        detail: { before, after: wanted },
      });
    });
  });
  await readLocales(services, merchantId, businessId, { force: true });
}
