import { readTenant } from "@/db/client";
import { findVersion } from "@/db/queries/menus";
import type { Services } from "@/lib/services";
import type { BrokenRow, MenuContent } from "./menu-types";

/** Grows when `MenuContent` changes so that what was stored before cannot be read as it: those menus are read anew. */
export const CONTENT_FORM = 1;

export type StoredContent = {
  currency: string;
  hash: string;
  itemCount: number;
  broken: BrokenRow[];
  content: MenuContent;
};

const KEPT = 12;
/** A version never changes, so a process parses it once. Found only by an id that the tenant's own query gave. */
const contents = new Map<string, StoredContent>();

/** Null where it is no longer kept, or of an older form. */
export async function contentOf(
  { db }: Pick<Services, "db">,
  merchantId: string,
  versionId: string,
): Promise<StoredContent | null> {
  const key = `${merchantId} ${versionId}`;
  const known = contents.get(key);
  if (known) {
    contents.delete(key);
    contents.set(key, known);
    return known;
  }
  const version = await readTenant(db, merchantId, (tx) => findVersion(tx, versionId));
  if (!version?.content || version.form !== CONTENT_FORM) return null;
  const { currency, hash, itemCount, broken } = version;
  const stored = { currency, hash, itemCount, broken, content: version.content as MenuContent };
  contents.set(key, stored);
  const [oldest] = contents.keys();
  if (contents.size > KEPT && oldest !== undefined) contents.delete(oldest);
  return stored;
}
