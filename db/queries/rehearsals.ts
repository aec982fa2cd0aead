import { and, eq, isNull } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
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

const selectRehearsal = prepared(["id"], (db, { merchantId, id }) =>
  db
    .select()
    .from(rehearsals)
    .where(and(eq(rehearsals.merchantId, merchantId), eq(rehearsals.id, id))),
);

export async function findRehearsal(tx: TenantTransaction, id: string): Promise<Rehearsal | null> {
  const [row] = await selectRehearsal(tx, { id });
  return row ?? null;
}

const selectNewestRehearsal = prepared(["locationId", "environment"], (db, { merchantId, locationId, environment }) =>
  db
    .select()
    .from(rehearsals)
    .where(
      and(
        eq(rehearsals.merchantId, merchantId),
        eq(rehearsals.locationId, locationId),
        eq(rehearsals.environment, environment),
      ),
    )
    .orderBy(newestFirst(rehearsals.startedAt))
    .limit(1),
);

export async function findNewestRehearsal(
  tx: TenantTransaction,
  { locationId, environment }: Pick<Rehearsal, "locationId" | "environment">,
): Promise<Rehearsal | null> {
  const [row] = await selectNewestRehearsal(tx, { locationId, environment });
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

const selectCertificate = prepared(["id"], (db, { merchantId, id }) =>
  db
    .select()
    .from(certificates)
    .where(and(eq(certificates.merchantId, merchantId), eq(certificates.id, id))),
);

export async function findCertificate(tx: TenantTransaction, id: string): Promise<Certificate | null> {
  const [row] = await selectCertificate(tx, { id });
  return row ?? null;
}

const selectCertificateOf = prepared(["rehearsalId"], (db, { merchantId, rehearsalId }) =>
  db
    .select()
    .from(certificates)
    .where(and(eq(certificates.merchantId, merchantId), eq(certificates.rehearsalId, rehearsalId))),
);

export async function findCertificateOf(tx: TenantTransaction, rehearsalId: string): Promise<Certificate | null> {
  const [row] = await selectCertificateOf(tx, { rehearsalId });
  return row ?? null;
}
