import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Sealed } from "@/db/schema";
import type { Keyring } from "./keyring";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Where a secret lives. It is bound to that place: moved to another row, column or merchant it does not open. */
export type Place = { table: string; column: string; merchantId: string; rowId: string };

/** Thrown when a sealed value does not open: changed, cut, moved, or its key is not in the keyring. Says nothing of the content. */
export class SealBrokenError extends Error {
  override readonly name = "SealBrokenError";

  constructor(place: Place, reason: "format" | "unknown key" | "authentication") {
    super(`${place.table}.${place.column} of row ${place.rowId} does not open: ${reason}`);
  }
}

/** AES-256-GCM (NIST SP 800-38D): `v1.<key id>.<iv>.<ciphertext and tag>`, base64url. */
export function seal(keyring: Keyring, place: Place, plaintext: string): Sealed {
  const { id, key } = keyring[0];
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(place, id));
  const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return ["v1", id, iv.toString("base64url"), body.toString("base64url")].join(".") as Sealed;
}

export function open(keyring: Keyring, place: Place, value: Sealed): string {
  const { id, iv, body } = parse(place, value);
  const entry = keyring.find((key) => key.id === id);
  if (!entry) throw new SealBrokenError(place, "unknown key");
  const decipher = createDecipheriv("aes-256-gcm", entry.key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(place, id));
  decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
  try {
    const plaintext = decipher.update(body.subarray(0, body.length - TAG_BYTES));
    return Buffer.concat([plaintext, decipher.final()]).toString("utf8");
  } catch {
    throw new SealBrokenError(place, "authentication");
  }
}

/** The id of the key that sealed the value, for rotation. */
export function sealedWith(value: Sealed): string {
  return value.split(".")[1] ?? "";
}

function parse(place: Place, value: string) {
  const [version, id, iv, body, ...rest] = value.split(".");
  if (version !== "v1" || !id || !iv || !body || rest.length > 0) throw new SealBrokenError(place, "format");
  const parts = { id, iv: decode(place, iv), body: decode(place, body) };
  if (parts.iv.length !== IV_BYTES || parts.body.length < TAG_BYTES) throw new SealBrokenError(place, "format");
  return parts;
}

/** One spelling only: base64url has several for the same bytes, and a second one would be a value nobody wrote. */
function decode(place: Place, text: string): Buffer {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.toString("base64url") !== text) throw new SealBrokenError(place, "format");
  return bytes;
}

// JSON, not joined text: no two places have the same encoding.
const associatedData = ({ table, column, merchantId, rowId }: Place, keyId: string) =>
  Buffer.from(JSON.stringify([table, column, merchantId, rowId, keyId]), "utf8");
