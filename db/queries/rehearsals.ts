import { and, eq, isNull } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { type Certificate, certificates, type Rehearsal, rehearsals } from "../schema";
import { newestFirst } from "./newest-first";

export async function insertRehearsal(
  tx: TenantTransaction,
  rehearsal: Pick<Rehearsal, "environment" | "locationId" | "orderId" | "before" | "startedByName" | "startedAt">,
): Promise<Rehearsal> {
  const [row] = await tx
    .insert(rehearsals)
    .values({ ...rehearsal, merchantId: tx.merchantId })
    .returning();
  if (!row) throw new Error("the rehearsal was not stored");
  return row;
}

export async function findRehearsal(tx: TenantTransaction, id: string): Promise<Rehearsal | null> {
  const [row] = await tx
    .select()
    .from(rehearsals)
    .where(and(eq(rehearsals.merchantId, tx.merchantId), eq(rehearsals.id, id)));
  return row ?? null;
}

export async function findNewestRehearsal(
  tx: TenantTransaction,
  { locationId, environment }: Pick<Rehearsal, "locationId" | "environment">,
): Promise<Rehearsal | null> {
  const [row] = await tx
    .select()
    .from(rehearsals)
    .where(
      and(
        eq(rehearsals.merchantId, tx.merchantId),
        eq(rehearsals.locationId, locationId),
        eq(rehearsals.environment, environment),
      ),
    )
    .orderBy(newestFirst(rehearsals.startedAt))
    .limit(1);
  return row ?? null;
}

/** True for one caller alone: that one prints. */
export async function claimVoidRequest(
  tx: TenantTransaction,
  id: string,
  { at, words }: { at: Date; words: string },
): Promise<boolean> {
  const rows = await tx
    .update(rehearsals)
    .set({ voidAskedAt: at, voidWords: words })
    .where(and(eq(rehearsals.merchantId, tx.merchantId), eq(rehearsals.id, id), isNull(rehearsals.voidAskedAt)))
    .returning({ id: rehearsals.id });
  return rows.length > 0;
}

type Look = Partial<
  Pick<
    Rehearsal,
    "voidAskedAt" | "voidWords" | "lookedAt" | "seen" | "saleSeenAt" | "receiptMissingSince" | "voidedAt" | "voidProof"
  >
>;

export async function noteRehearsal(tx: TenantTransaction, id: string, look: Look): Promise<void> {
  await tx
    .update(rehearsals)
    .set(look)
    .where(and(eq(rehearsals.merchantId, tx.merchantId), eq(rehearsals.id, id)));
}

/** Null where this rehearsal has its certificate already. */
export async function insertCertificate(
  tx: TenantTransaction,
  certificate: Omit<Certificate, "merchantId">,
): Promise<Certificate | null> {
  const [row] = await tx
    .insert(certificates)
    .values({ ...certificate, merchantId: tx.merchantId })
    .onConflictDoNothing({ target: certificates.rehearsalId })
    .returning();
  return row ?? null;
}

export async function findCertificate(tx: TenantTransaction, id: string): Promise<Certificate | null> {
  const [row] = await tx
    .select()
    .from(certificates)
    .where(and(eq(certificates.merchantId, tx.merchantId), eq(certificates.id, id)));
  return row ?? null;
}

export async function findCertificateOf(tx: TenantTransaction, rehearsalId: string): Promise<Certificate | null> {
  const [row] = await tx
    .select()
    .from(certificates)
    .where(and(eq(certificates.merchantId, tx.merchantId), eq(certificates.rehearsalId, rehearsalId)));
  return row ?? null;
}
