import { createHash, randomBytes } from "node:crypto";
import { withTenant } from "@/db/client";
import {
  type ApiCaller,
  endApiKey,
  findApiCaller,
  findApiKeyById,
  insertApiKey,
  listApiKeys,
} from "@/db/queries/api-keys";
import { appendAudit } from "@/db/queries/audit";
import { findLocation } from "@/db/queries/locations";
import type { ApiKey, OrderChannel } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { storableText } from "@/lib/storable-text";

export type { ApiCaller };

/** Without the key itself, which is shown once. */
export type ApiKeyView = {
  id: string;
  name: string;
  prefix: string;
  channel: OrderChannel;
  locationId: string;
  createdAt: string;
  createdBy: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
  revokedAt: string | null;
};

type Needs = Pick<Services, "db" | "now">;
type Made = { key: string; view: ApiKeyView };

/** After a rotation both keys work for so long, so that a channel can be changed over without a gap. */
export const GRACE_MS = 24 * 60 * 60_000;
const SECRET = /^upv_[A-Za-z0-9_-]{43}$/;

const hashOf = (key: string) => createHash("sha256").update(key).digest("hex");

/** A key for one channel at one location. The answer holds it in clear, this once. */
export async function createApiKey(
  { db }: Needs,
  actor: Actor,
  { locationId, channel, name }: { locationId: string; channel: OrderChannel; name: string },
): Promise<Made> {
  requireEditor(actor);
  const label = storableText(name).trim().slice(0, 80);
  if (!label) throw new AppError("invalid_input", "Enter a name.");
  return withTenant(db, actor.merchantId, async (tx) => {
    if (!(await findLocation(tx, locationId))) throw new AppError("not_found", "This location does not exist.");
    const made = makeKey();
    const row = await insertApiKey(tx, { ...made.stored, locationId, channel, name: label, createdBy: actor.userName });
    const detail = { name: label, channel };
    await appendAudit(tx, { merchantId: tx.merchantId, actor, action: "api_key.created", subject: row.id, detail });
    await publishLive(tx, tx.merchantId, "channels");
    return { key: made.key, view: toView(row) };
  });
}

/** A new key in place of one, which still works for a day. */
export async function rotateApiKey({ db, now }: Needs, actor: Actor, { id }: { id: string }): Promise<Made> {
  requireEditor(actor);
  return withTenant(db, actor.merchantId, async (tx) => {
    const old = await findApiKeyById(tx, id);
    if (!old || old.revokedAt || old.expiresAt)
      throw new AppError("conflict", "This key was replaced or revoked already.");
    // One moment for both: by it the one is known as the other's successor.
    const createdAt = now();
    await endApiKey(tx, id, { expiresAt: new Date(createdAt.getTime() + GRACE_MS) });
    const made = makeKey();
    const { locationId, channel, name } = old;
    const createdBy = actor.userName;
    const row = await insertApiKey(tx, { ...made.stored, locationId, channel, name, createdBy, createdAt });
    const detail = { name, channel };
    await appendAudit(tx, { merchantId: tx.merchantId, actor, action: "api_key.rotated", subject: id, detail });
    await publishLive(tx, tx.merchantId, "channels");
    return { key: made.key, view: toView(row) };
  });
}

/** From the next request on the key counts for nothing. */
export async function revokeApiKey({ db, now }: Needs, actor: Actor, { id }: { id: string }): Promise<void> {
  requireEditor(actor);
  await withTenant(db, actor.merchantId, async (tx) => {
    if (!(await endApiKey(tx, id, { revokedAt: now() })))
      throw new AppError("conflict", "This key was revoked already.");
    await appendAudit(tx, { merchantId: tx.merchantId, actor, action: "api_key.revoked", subject: id });
    await publishLive(tx, tx.merchantId, "channels");
  });
}

export async function getApiKeys({ db }: Pick<Needs, "db">, merchantId: string): Promise<ApiKeyView[]> {
  return withTenant(db, merchantId, async (tx) => (await listApiKeys(tx)).map(toView));
}

/** Who is calling, by the header `Authorization: Bearer upv_…`; null for nobody we know. */
export async function findCaller({ db, now }: Needs, authorization: string | null): Promise<ApiCaller | null> {
  const [, key] = /^Bearer (\S+)$/i.exec(authorization ?? "") ?? [];
  return key && SECRET.test(key) ? findApiCaller(db, hashOf(key), now()) : null;
}

function makeKey() {
  const key = `upv_${randomBytes(32).toString("base64url")}`;
  return { key, stored: { prefix: key.slice(0, 12), keyHash: hashOf(key) } };
}

function requireEditor(actor: Actor): void {
  if (!can(actor, "channels.edit")) throw new AppError("forbidden", "Only owners and managers can manage API keys.");
}

const iso = (at: Date | null) => at?.toISOString() ?? null;

function toView({ id, name, prefix, channel, locationId, createdAt, createdBy, ...times }: ApiKey): ApiKeyView {
  return {
    ...{ id, name, prefix, channel, locationId, createdBy, createdAt: createdAt.toISOString() },
    ...{ lastUsedAt: iso(times.lastUsedAt), expiresAt: iso(times.expiresAt), revokedAt: iso(times.revokedAt) },
  };
}
