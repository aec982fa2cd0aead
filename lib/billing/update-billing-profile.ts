import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { saveBillingProfile } from "@/db/queries/billing-profiles";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import type { BillingInput } from "./billing-input";

export async function updateBillingProfile(
  { db, now }: Pick<Services, "db" | "now">,
  actor: Actor,
  input: BillingInput,
): Promise<void> {
  if (!can(actor, "billing.edit")) throw new AppError("forbidden", "Only owners can change billing.");
  const { merchantId } = actor;
  await withTenant(db, merchantId, async (tx) => {
    await saveBillingProfile(tx, { ...input, updatedByName: actor.userName, updatedAt: now() });
    const detail = { legalName: input.legalName, country: input.country, vatNumber: input.vatNumber };
    await appendAudit(tx, { merchantId, actor, action: "billing.updated", subject: merchantId, detail });
  });
}
