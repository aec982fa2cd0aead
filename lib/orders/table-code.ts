import { randomBytes, randomUUID } from "node:crypto";
import { type TenantTransaction, withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { findTableCodeKey, insertTableCodeKey, noteCodesDrawn } from "@/db/queries/guests";
import { findLocation } from "@/db/queries/locations";
import type { TableCodeKey } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import type { Keyring } from "@/lib/crypto/keyring";
import { open, seal } from "@/lib/crypto/sealed-box";
import { AppError } from "@/lib/errors";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { codeMac, isSameMac } from "./code-mac";

type Needs = Pick<Services, "db" | "keyring">;
type AtTable = { merchantId: string; locationId: string; tableNumber: string };

const FORM = /^(\d{1,9})\.(\d{1,9})\.([A-Za-z0-9_-]{22})$/;

/** What stands on the table: `12.1.<mac>`, for this location, this table and the key's version. The same call gives the same code. */
export async function signTableCode(
  { db, keyring }: Needs,
  { merchantId, locationId, tableNumber }: AtTable,
): Promise<string> {
  if (!/^\d{1,9}$/.test(tableNumber)) throw new AppError("invalid_input", "A table is named by its number.");
  const key = await withTenant(db, merchantId, async (tx) => {
    if (!(await findLocation(tx, locationId))) throw new AppError("not_found", "This location does not exist.");
    return (await findTableCodeKey(tx, locationId)) ?? (await makeKey(keyring, tx, { locationId, version: 1 }));
  });
  return `${tableNumber}.${key.version}.${macOf(keyring, key, tableNumber)}`;
}

/** The table that a code is for, and the version of the codes; null for one that is old, copied from elsewhere or made up. */
export async function readTableCode(
  { db, keyring }: Needs,
  { merchantId, locationId, code }: Omit<AtTable, "tableNumber"> & { code: string },
): Promise<{ tableNumber: string; version: number } | null> {
  const [, tableNumber = "", version, mac = ""] = FORM.exec(code) ?? [];
  if (!version) return null;
  const key = await withTenant(db, merchantId, (tx) => findTableCodeKey(tx, locationId));
  if (!key || String(key.version) !== version) return null;
  return isSameMac(macOf(keyring, key, tableNumber), mac) ? { tableNumber, version: key.version } : null;
}

/** Whether the codes of this version still count: whoever came in by one that was replaced orders no more. */
export async function isCurrentCode(
  { db }: Pick<Services, "db">,
  { merchantId, locationId, version }: { merchantId: string; locationId: string; version: number },
): Promise<boolean> {
  const key = await withTenant(db, merchantId, (tx) => findTableCodeKey(tx, locationId));
  return key?.version === version;
}

/** From now on only codes that are made anew count; the printed ones must be replaced. */
export async function rotateTableCodes(
  { db, keyring }: Needs,
  actor: Actor,
  { locationId }: { locationId: string },
): Promise<void> {
  if (!can(actor, "channels.edit"))
    throw new AppError("forbidden", "Only owners and managers can replace table codes.");
  await withTenant(db, actor.merchantId, async (tx) => {
    if (!(await findLocation(tx, locationId))) throw new AppError("not_found", "This location does not exist.");
    const before = await findTableCodeKey(tx, locationId);
    await makeKey(keyring, tx, { locationId, version: (before?.version ?? 0) + 1, createdBy: actor.userName });
    await appendAudit(tx, { merchantId: tx.merchantId, actor, action: "table_codes.rotated", subject: locationId });
    await publishLive(tx, tx.merchantId, "channels");
  });
}

/** Remembers whose tables' codes were taken out to print: what the setup takes for proof, and nobody can tick. Of whoever only looks it remembers nothing. */
export async function noteDrawn(
  { db, now }: Pick<Services, "db" | "now">,
  actor: Actor,
  { locationId, codes }: { locationId: string; codes: readonly string[] },
): Promise<void> {
  if (!can(actor, "channels.edit")) return;
  const drawn = codes.map((code) => {
    const [, table, version] = FORM.exec(code) ?? [];
    return { table: Number(table), version: Number(version) };
  });
  // Replaced while they were drawn: the earlier ones count for nothing.
  const version = Math.max(...drawn.map((one) => one.version));
  const tables = drawn.filter((one) => one.version === version).map(({ table }) => table);
  await withTenant(db, actor.merchantId, async (tx) => {
    if (await noteCodesDrawn(tx, { locationId, version, tables, at: now() }))
      await publishLive(tx, tx.merchantId, "channels");
  });
}

type NewKey = { locationId: string; version: number; createdBy?: string };

async function makeKey(keyring: Keyring, tx: TenantTransaction, { createdBy, ...key }: NewKey): Promise<TableCodeKey> {
  const id = randomUUID();
  const secret = seal(keyring, placeOf({ id, merchantId: tx.merchantId }), randomBytes(32).toString("base64url"));
  await insertTableCodeKey(tx, { id, ...key, secret, createdBy: createdBy ?? null });
  const made = await findTableCodeKey(tx, key.locationId);
  if (!made) throw new Error("the key was not stored");
  return made;
}

const placeOf = ({ id, merchantId }: Pick<TableCodeKey, "id" | "merchantId">) => ({
  ...{ table: "table_code_keys", column: "secret", merchantId, rowId: id },
});

const macOf = (keyring: Keyring, key: TableCodeKey, tableNumber: string): string =>
  codeMac(open(keyring, placeOf(key), key.secret), ["table-code", key.locationId, key.version, tableNumber]);
