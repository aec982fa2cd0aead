import { and, asc, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared } from "../prepared";
import {
  type PaymentProfile,
  type PaymentWebhookSecret,
  paymentProfileLocations,
  paymentProfiles,
  paymentWebhookSecrets,
} from "../schema";

export type NewProfile = Omit<typeof paymentProfiles.$inferInsert, "merchantId">;

const mine = (tx: TenantTransaction, id: string) =>
  and(eq(paymentProfiles.merchantId, tx.merchantId), eq(paymentProfiles.id, id));

/** Whose profile it is, before a tenant is known. */
export async function findProfileMerchant(db: Queryable, profileId: string): Promise<string | null> {
  const [row] = await db.execute<{ merchant_id: string }>(
    sql`select merchant_id from gate.find_payment_profile(${profileId}::uuid)`,
  );
  return row?.merchant_id ?? null;
}

/** Whose credentials are to be checked, the longest due first, over all merchants. */
export async function listDueProfileChecks(
  db: Queryable,
  now: Date,
  limit: number,
): Promise<{ merchantId: string; profileId: string }[]> {
  const rows = await db.execute<{ merchant_id: string; profile_id: string }>(
    sql`select merchant_id, profile_id from gate.due_profile_checks(${now.toISOString()}::timestamptz, ${limit})`,
  );
  return rows.map(({ merchant_id, profile_id }) => ({ merchantId: merchant_id, profileId: profile_id }));
}

const selectPaymentProfile = prepared(["id"], (db, { merchantId, id }) =>
  db
    .select()
    .from(paymentProfiles)
    .where(and(eq(paymentProfiles.merchantId, merchantId), eq(paymentProfiles.id, id))),
);

/** Removed ones too: their payments may still be read and given back. */
export async function findPaymentProfile(tx: TenantTransaction, id: string): Promise<PaymentProfile | null> {
  const [row] = await selectPaymentProfile(tx, { id });
  return row ?? null;
}

const selectProfileOfLocation = prepared(["locationId"], (db, { merchantId, locationId }) =>
  db
    .select({ profile: paymentProfiles })
    .from(paymentProfileLocations)
    .innerJoin(paymentProfiles, eq(paymentProfiles.id, paymentProfileLocations.profileId))
    .where(
      and(
        eq(paymentProfileLocations.merchantId, merchantId),
        eq(paymentProfileLocations.locationId, locationId),
        isNull(paymentProfiles.removedAt),
      ),
    ),
);

export async function findProfileOfLocation(tx: TenantTransaction, locationId: string): Promise<PaymentProfile | null> {
  const [row] = await selectProfileOfLocation(tx, { locationId });
  return row?.profile ?? null;
}

const selectPaymentProfiles = prepared([], (db, { merchantId }) =>
  db
    .select()
    .from(paymentProfiles)
    .where(and(eq(paymentProfiles.merchantId, merchantId), isNull(paymentProfiles.removedAt)))
    .orderBy(asc(paymentProfiles.name)),
);

/** In use, by name. */
export async function listPaymentProfiles(tx: TenantTransaction): Promise<PaymentProfile[]> {
  return selectPaymentProfiles(tx);
}

export async function insertPaymentProfile(tx: TenantTransaction, profile: NewProfile): Promise<PaymentProfile> {
  const [row] = await tx
    .insert(paymentProfiles)
    .values({ ...profile, merchantId: tx.merchantId })
    .returning();
  if (!row) throw new Error("no payment profile was inserted");
  return row;
}

export async function updatePaymentProfile(
  tx: TenantTransaction,
  id: string,
  change: Partial<Omit<NewProfile, "id">>,
): Promise<PaymentProfile | null> {
  const [row] = await tx
    .update(paymentProfiles)
    .set({ ...change, updatedAt: sql`now()` })
    .where(and(mine(tx, id), isNull(paymentProfiles.removedAt)))
    .returning();
  return row ?? null;
}

/** What became of a check of these credentials; null where others have taken their place meanwhile. */
export async function noteProfileCheck(
  tx: TenantTransaction,
  { id, credentials }: Pick<PaymentProfile, "id" | "credentials">,
  found: Pick<PaymentProfile, "checkDueAt"> & Partial<Pick<PaymentProfile, "checkedAt" | "problem">>,
): Promise<PaymentProfile | null> {
  const [row] = await tx
    .update(paymentProfiles)
    .set({ ...found, updatedAt: sql`now()` })
    .where(and(mine(tx, id), isNull(paymentProfiles.removedAt), eq(paymentProfiles.credentials, credentials)))
    .returning();
  return row ?? null;
}

/** What became of a look at this endpoint; null where another one has taken its place meanwhile. */
export async function noteWebhookCheck(
  tx: TenantTransaction,
  { id, webhookEndpointId }: { id: string; webhookEndpointId: string },
  webhookProblem: string | null,
): Promise<PaymentProfile | null> {
  const [row] = await tx
    .update(paymentProfiles)
    .set({ webhookProblem, updatedAt: sql`now()` })
    .where(
      and(mine(tx, id), isNull(paymentProfiles.removedAt), eq(paymentProfiles.webhookEndpointId, webhookEndpointId)),
    )
    .returning();
  return row ?? null;
}

export async function noteProfileHandshake(tx: TenantTransaction, id: string, at: Date): Promise<void> {
  await tx.update(paymentProfiles).set({ handshakeAt: at }).where(mine(tx, id));
}

/** A minute is as exact as anybody needs it: the notices of a merchant's guests must not wait for one another on this row. */
const EVENT_NOTED_FOR_MS = 60_000;

export async function noteProfileEvent(
  tx: TenantTransaction,
  { id, lastEventAt }: Pick<PaymentProfile, "id" | "lastEventAt">,
  at: Date,
): Promise<void> {
  if (lastEventAt !== null && Math.abs(at.getTime() - lastEventAt.getTime()) < EVENT_NOTED_FOR_MS) return;
  await tx.update(paymentProfiles).set({ lastEventAt: at }).where(mine(tx, id));
}

const selectProfileLocations = prepared([], (db, { merchantId }) =>
  db
    .select({ locationId: paymentProfileLocations.locationId, profileId: paymentProfileLocations.profileId })
    .from(paymentProfileLocations)
    .where(eq(paymentProfileLocations.merchantId, merchantId)),
);

export async function listProfileLocations(
  tx: TenantTransaction,
): Promise<{ locationId: string; profileId: string }[]> {
  return selectProfileLocations(tx);
}

/** These locations and no others pay through the profile; one that paid through another moves here. */
export async function setProfileLocations(
  tx: TenantTransaction,
  profileId: string,
  locationIds: string[],
): Promise<void> {
  const assigned = and(
    eq(paymentProfileLocations.merchantId, tx.merchantId),
    locationIds.length > 0
      ? or(eq(paymentProfileLocations.profileId, profileId), inArray(paymentProfileLocations.locationId, locationIds))
      : eq(paymentProfileLocations.profileId, profileId),
  );
  await tx.delete(paymentProfileLocations).where(assigned);
  if (locationIds.length === 0) return;
  await tx
    .insert(paymentProfileLocations)
    .values(locationIds.map((locationId) => ({ locationId, profileId, merchantId: tx.merchantId })));
}

const selectWebhookSecrets = prepared(["profileId", "now"], (db, { merchantId, profileId, now }) =>
  db
    .select()
    .from(paymentWebhookSecrets)
    .where(
      and(
        eq(paymentWebhookSecrets.merchantId, merchantId),
        eq(paymentWebhookSecrets.profileId, profileId),
        or(isNull(paymentWebhookSecrets.expiresAt), gt(paymentWebhookSecrets.expiresAt, now)),
      ),
    )
    .orderBy(sql`${paymentWebhookSecrets.createdAt} desc`),
);

/** Accepted now, the newest first. */
export async function listWebhookSecrets(
  tx: TenantTransaction,
  profileId: string,
  now: Date,
): Promise<PaymentWebhookSecret[]> {
  return selectWebhookSecrets(tx, { profileId, now: now.toISOString() });
}

export async function insertWebhookSecret(
  tx: TenantTransaction,
  secret: Omit<typeof paymentWebhookSecrets.$inferInsert, "merchantId">,
): Promise<void> {
  await tx.insert(paymentWebhookSecrets).values({ ...secret, merchantId: tx.merchantId });
}

/** What is in use today ends then; what was ending already is not prolonged. */
export async function retireWebhookSecrets(tx: TenantTransaction, profileId: string, expiresAt: Date): Promise<void> {
  await tx
    .update(paymentWebhookSecrets)
    .set({ expiresAt })
    .where(
      and(
        eq(paymentWebhookSecrets.merchantId, tx.merchantId),
        eq(paymentWebhookSecrets.profileId, profileId),
        isNull(paymentWebhookSecrets.expiresAt),
      ),
    );
}
