import { and, eq, isNull, ne, or, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type Channel, channels, inHouseChannels, type OrderChannel } from "../schema";

type Key = { locationId: string; channel: OrderChannel };
type Values = Partial<Omit<Channel, "merchantId" | "locationId" | "channel">>;

const selectChannels = prepared([], (db, { merchantId }) =>
  db.select().from(channels).where(eq(channels.merchantId, merchantId)),
);

export async function listChannels(tx: TenantTransaction): Promise<Channel[]> {
  return selectChannels(tx);
}

const at = (tx: TenantTransaction, { locationId, channel }: Key) =>
  and(eq(channels.merchantId, tx.merchantId), eq(channels.locationId, locationId), eq(channels.channel, channel));

const selectChannel = prepared(["locationId", "channel"], (db, { merchantId, locationId, channel }) =>
  db
    .select()
    .from(channels)
    .where(
      and(eq(channels.merchantId, merchantId), eq(channels.locationId, locationId), eq(channels.channel, channel)),
    ),
);

export async function findChannel(tx: TenantTransaction, key: Key): Promise<Channel | null> {
  const [row] = await selectChannel(tx, key);
  return row ?? null;
}

/** Changes what is given and leaves the rest; makes the row on first use. */
export async function saveChannel(tx: TenantTransaction, key: Key, values: Values): Promise<void> {
  await tx
    .insert(channels)
    .values({ ...key, ...values, merchantId: tx.merchantId })
    .onConflictDoUpdate({ target: [channels.locationId, channels.channel], set: { ...values, changedAt: sql`now()` } });
}

/** One more order in a row that the till did not take; how many there are with it. Null where the channel was never switched on. */
export async function countPosError(tx: TenantTransaction, key: Key): Promise<number | null> {
  const [row] = await tx
    .update(channels)
    .set({ posErrors: sql`${channels.posErrors} + 1` })
    .where(at(tx, key))
    .returning({ count: channels.posErrors });
  return row?.count ?? null;
}

const selectPosErrors = prepared(["locationId"], (db, { merchantId, locationId }) =>
  db
    .select({ channel: channels.channel })
    .from(channels)
    .where(
      and(
        eq(channels.merchantId, merchantId),
        eq(channels.locationId, locationId),
        or(ne(channels.posErrors, 0), eq(channels.pauseCause, "pos_errors")),
      ),
    )
    .limit(1),
);

/** Whether there is anything that the next order on the till puts right. */
export async function hasPosErrors(tx: TenantTransaction, locationId: string): Promise<boolean> {
  return (await selectPosErrors(tx, { locationId })).length > 0;
}

export async function resetPosErrors(tx: TenantTransaction, locationId: string): Promise<void> {
  await tx
    .update(channels)
    .set({ posErrors: 0 })
    .where(and(eq(channels.merchantId, tx.merchantId), eq(channels.locationId, locationId), ne(channels.posErrors, 0)));
}

export type SystemPause = { cause: "pos_errors" | "not_ready"; reason: string; at: Date };

/** Pauses what sells there, one channel or all, and says which: nothing that is off or that a person has paused. */
export async function pauseSelling(
  tx: TenantTransaction,
  { locationId, channel }: { locationId: string; channel?: OrderChannel },
  { cause, reason, at: pausedAt }: SystemPause,
): Promise<OrderChannel[]> {
  const ended = sql`${channels.pausedUntil} <= ${pausedAt.toISOString()}::timestamptz`;
  const rows = await tx
    .update(channels)
    .set({
      ...{ pauseCause: cause, pauseReason: reason, pausedAt, pausedUntil: null, pausedByName: null },
      changedAt: sql`now()`,
    })
    .where(
      and(
        eq(channels.merchantId, tx.merchantId),
        eq(channels.locationId, locationId),
        channel ? eq(channels.channel, channel) : undefined,
        eq(channels.on, true),
        or(isNull(channels.pauseCause), ended),
      ),
    )
    .returning({ channel: channels.channel });
  return rows.map((row) => row.channel);
}

export type Resumed = { channel: OrderChannel; pausedAt: Date | null };

/** Ends what the machine began for this cause before that moment; never what a person began. Says since when it had been paused. */
export async function resumeSelling(
  tx: TenantTransaction,
  locationId: string,
  cause: SystemPause["cause"],
  before: Date,
): Promise<Resumed[]> {
  const paused = tx
    .select({ locationId: channels.locationId, channel: channels.channel, pausedAt: channels.pausedAt })
    .from(channels)
    .where(
      and(
        eq(channels.merchantId, tx.merchantId),
        eq(channels.locationId, locationId),
        eq(channels.pauseCause, cause),
        sql`${channels.pausedAt} <= ${before.toISOString()}::timestamptz`,
      ),
    )
    .for("update")
    .as("paused");
  return tx
    .update(channels)
    .set({ ...notPaused, posErrors: 0, changedAt: sql`now()` })
    .from(paused)
    .where(and(eq(channels.locationId, paused.locationId), eq(channels.channel, paused.channel)))
    .returning({ channel: channels.channel, pausedAt: paused.pausedAt });
}

export const notPaused = {
  pauseCause: null,
  pauseReason: null,
  pausedAt: null,
  pausedUntil: null,
  pausedByName: null,
} as const;

const selectInHouseProvider = prepared([], (db, { merchantId }) =>
  db
    .select({ provider: inHouseChannels.providerIntegrated })
    .from(inHouseChannels)
    .where(eq(inHouseChannels.merchantId, merchantId)),
);

export async function findInHouseProvider(tx: TenantTransaction): Promise<"lightspeed" | null> {
  const [row] = await selectInHouseProvider(tx);
  return row?.provider ?? null;
}

/** Over all tenants: locations that sell, or would if we had not stopped them. */
export async function listWatchedChannels(db: Queryable): Promise<{ merchantId: string; locationId: string }[]> {
  const rows = await db.execute<{ merchant_id: string; location_id: string }>(
    sql`select merchant_id, location_id from gate.watched_channels()`,
  );
  return rows.map((row) => ({ merchantId: row.merchant_id, locationId: row.location_id }));
}
