import { type TenantTransaction, withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { notPaused, saveChannel } from "@/db/queries/channels";
import { findLocation } from "@/db/queries/locations";
import type { OrderChannel } from "@/db/schema";
import { resolveIssue } from "@/lib/attention/resolve-issue";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { storableText } from "@/lib/storable-text";
import { isForGuests, missingBeforeLive } from "./before-live";

type At = { locationId: string; channel: OrderChannel };
type Needs = Pick<Services, "db" | "now">;

/** On or off. Switched on it sells as soon as nothing blocks it; a pause from before is over. Guests' channels wait for `before-live`. */
export async function switchChannel({ db }: Needs, actor: Actor, { on, ...at }: At & { on: boolean }): Promise<void> {
  await change(db, actor, at, on ? "channel.switched_on" : "channel.switched_off", async (tx) => {
    const missing = on && isForGuests(at.channel) ? (await missingBeforeLive(tx))(at.locationId) : [];
    if (missing.length > 0)
      throw new AppError("conflict", missing.map(({ message, remedy }) => `${message} ${remedy}`).join(" "));
    await saveChannel(tx, at, { on, posErrors: 0, ...notPaused });
  });
}

/** A person's pause: it ends at its time or when a person ends it, never by itself before. */
export async function pauseChannel(
  { db, now }: Needs,
  actor: Actor,
  { reason, until, ...at }: At & { reason: string; until: Date | null },
): Promise<void> {
  if (until !== null && until <= now()) throw new AppError("invalid_input", "The pause would end in the past.");
  const text = storableText(reason).trim().slice(0, 200);
  await change(db, actor, at, "channel.paused", (tx) =>
    saveChannel(tx, at, {
      ...{ pauseCause: "person", pauseReason: text || `${actor.userName} gave no reason` },
      ...{ pausedAt: now(), pausedUntil: until, pausedByName: actor.userName },
    }),
  );
}

/** Whoever paused it: a person says that it sells again. */
export async function resumeChannel({ db }: Needs, actor: Actor, at: At): Promise<void> {
  await change(db, actor, at, "channel.resumed", (tx) => saveChannel(tx, at, { ...notPaused, posErrors: 0 }));
}

async function change(
  db: Needs["db"],
  actor: Actor,
  { locationId, channel }: At,
  action: string,
  write: (tx: TenantTransaction) => Promise<void>,
): Promise<void> {
  if (!can(actor, "channels.edit")) throw new AppError("forbidden", "Only owners and managers can change channels.");
  await withTenant(db, actor.merchantId, async (tx) => {
    if (!(await findLocation(tx, locationId))) throw new AppError("not_found", "This location does not exist.");
    await write(tx);
    if (action !== "channel.paused")
      for (const cause of ["pos_errors", "not_ready"])
        await resolveIssue(tx, {
          ...{ merchantId: tx.merchantId, kind: "channel_paused", key: `${locationId}:${cause}` },
          proof: `${actor.userName} decided by hand.`,
        });
    await appendAudit(tx, { merchantId: tx.merchantId, actor, action, subject: locationId, detail: { channel } });
    await publishLive(tx, tx.merchantId, "channels", { locationId });
  });
}
