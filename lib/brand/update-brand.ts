import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { saveBrand } from "@/db/queries/brands";
import type { Actor } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import type { BrandInput } from "./brand-input";
import { requireBrandEditor } from "./rules";

export async function updateBrand(
  { db, now }: Pick<Services, "db" | "now">,
  actor: Actor,
  input: BrandInput,
): Promise<void> {
  requireBrandEditor(actor);
  const { merchantId } = actor;
  await withTenant(db, merchantId, async (tx) => {
    await saveBrand(tx, { ...input, updatedByName: actor.userName, updatedAt: now() });
    await appendAudit(tx, { merchantId, actor, action: "brand.updated", subject: merchantId, detail: input });
  });
}
