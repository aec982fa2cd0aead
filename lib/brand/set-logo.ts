import { randomUUID } from "node:crypto";
import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { deleteLogo, saveLogo } from "@/db/queries/brands";
import type { Actor } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import { checkLogo } from "./check-logo";
import { requireBrandEditor } from "./rules";

type Needs = Pick<Services, "db" | "now">;

export async function setLogo({ db, now }: Needs, actor: Actor, bytes: Buffer): Promise<void> {
  requireBrandEditor(actor);
  const { merchantId } = actor;
  const logo = await checkLogo(bytes);
  await withTenant(db, merchantId, async (tx) => {
    await saveLogo(tx, { ...logo, id: randomUUID(), updatedAt: now() });
    const detail = { width: logo.width, height: logo.height };
    await appendAudit(tx, { merchantId, actor, action: "brand.logo_set", subject: merchantId, detail });
  });
}

/** Safe to run twice. */
export async function removeLogo({ db }: Needs, actor: Actor): Promise<void> {
  requireBrandEditor(actor);
  const { merchantId } = actor;
  await withTenant(db, merchantId, async (tx) => {
    if (!(await deleteLogo(tx))) return;
    await appendAudit(tx, { merchantId, actor, action: "brand.logo_removed", subject: merchantId, detail: {} });
  });
}
