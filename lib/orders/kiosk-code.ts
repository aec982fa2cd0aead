import { randomBytes, randomUUID } from "node:crypto";
import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { findKioskKey, insertKioskKey } from "@/db/queries/kiosk-keys";
import { findLocation } from "@/db/queries/locations";
import type { KioskKey } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import type { Keyring } from "@/lib/crypto/keyring";
import { open, seal } from "@/lib/crypto/sealed-box";
import { AppError } from "@/lib/errors";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { codeMac, isSameMac } from "./code-mac";

type Needs = Pick<Services, "db" | "keyring">;
type At = { merchantId: string; locationId: string };

const FORM = /^(\d{1,9})\.([A-Za-z0-9_-]{22})$/;

/** What makes a device a kiosk of this location: `1.<mac>`, with the time since when it does. Null before anybody has made one. */
export async function findKioskCode(
  { db, keyring }: Needs,
  { merchantId, locationId }: At,
): Promise<{ code: string; since: string } | null> {
  const key = await withTenant(db, merchantId, (tx) => findKioskKey(tx, locationId));
  return key && { code: `${key.version}.${macOf(keyring, key)}`, since: key.createdAt.toISOString() };
}

/** The version of a code that counts; null for one that was replaced, is of another location or made up. */
export async function readKioskCode(
  { db, keyring }: Needs,
  { merchantId, locationId, code }: At & { code: string },
): Promise<number | null> {
  const [, version, mac = ""] = FORM.exec(code) ?? [];
  if (!version) return null;
  const key = await withTenant(db, merchantId, (tx) => findKioskKey(tx, locationId));
  if (!key || String(key.version) !== version) return null;
  return isSameMac(macOf(keyring, key), mac) ? key.version : null;
}

/** Whether the code of this version still counts: a kiosk whose link was replaced takes no more orders. */
export async function isCurrentKiosk(
  { db }: Pick<Services, "db">,
  { merchantId, locationId, version }: At & { version: number },
): Promise<boolean> {
  const key = await withTenant(db, merchantId, (tx) => findKioskKey(tx, locationId));
  return key?.version === version;
}

/** Makes the first code, or one in place of it: then no device that was opened by the one before is a kiosk any more. */
export async function replaceKioskCode(
  { db, keyring }: Needs,
  actor: Actor,
  { locationId }: { locationId: string },
): Promise<void> {
  if (!can(actor, "channels.edit")) throw new AppError("forbidden", "Only owners and managers can open kiosks.");
  const { merchantId } = actor;
  await withTenant(db, merchantId, async (tx) => {
    if (!(await findLocation(tx, locationId))) throw new AppError("not_found", "This location does not exist.");
    const before = await findKioskKey(tx, locationId);
    const id = randomUUID();
    const secret = seal(keyring, placeOf({ id, merchantId }), randomBytes(32).toString("base64url"));
    const version = (before?.version ?? 0) + 1;
    await insertKioskKey(tx, { id, locationId, version, secret, createdBy: actor.userName });
    await appendAudit(tx, { merchantId, actor, action: "kiosk_link.made", subject: locationId });
    await publishLive(tx, merchantId, "channels");
  });
}

const macOf = (keyring: Keyring, key: KioskKey): string =>
  codeMac(open(keyring, placeOf(key), key.secret), ["kiosk-code", key.locationId, key.version]);

const placeOf = ({ id, merchantId }: Pick<KioskKey, "id" | "merchantId">) => ({
  ...{ table: "kiosk_keys", column: "secret", merchantId, rowId: id },
});
