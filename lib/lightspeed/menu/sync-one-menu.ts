import { createHash } from "node:crypto";
import { type TenantTransaction, withTenant } from "@/db/client";
import {
  findMenuRow,
  forgetOldContents,
  forgetOldVersions,
  type MenuName,
  noteMenuRead,
  storeVersion,
} from "@/db/queries/menus";
import type { MenuChange, MenuPair } from "@/db/schema";
import type { KSeriesClient } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { diffMenus } from "./diff-menus";
import { keepRich } from "./keep-rich";
import { CONTENT_FORM, contentOf } from "./menu-contents";
import type { BrokenRow, MenuContent } from "./menu-types";
import { toMenuContent } from "./to-menu-content";

/** A page that shows one of the last few still finds its content; older ones are a line of history. */
const CONTENTS_KEPT = 3;
const VERSIONS_KEPT = 100;
const CHANGES_SHOWN = 1_000;

export type PlaceToRead = { merchantId: string; placeId: string; currency: string };

export type ReadContent = {
  content: MenuContent;
  broken: BrokenRow[];
  itemCount: number;
  hash: string;
  /** Texts, pictures and allergens came along; otherwise the last known ones were kept. */
  rich: boolean;
  /** Against what is served now. */
  changes: MenuChange[];
  /** What is served now is the same. */
  same: boolean;
};

/** Asks the vendor for one menu with one order profile, and holds it against what is served. Changes nothing. */
export async function readMenu(
  services: Pick<Services, "db">,
  client: KSeriesClient,
  { merchantId, placeId, currency }: PlaceToRead,
  { menuId, profile }: MenuPair,
): Promise<ReadContent> {
  const query = { businessLocationId: placeId, richContent: true, ...(profile ? { accountProfile: profile } : {}) };
  const answer = await client.menus.load({ menuId, currency, query });
  const { content, broken, itemCount } = toMenuContent(answer);
  const row = await withTenant(services.db, merchantId, (tx) => findMenuRow(tx, { placeId, menuId, profile }));
  const served = row?.versionId ? await contentOf(services, merchantId, row.versionId) : null;
  const rich = answer.richDataMissing !== true;
  if (!rich && served) keepRich(content, served.content);
  const hash = hashOf({ content, broken, currency });
  return {
    ...{ content, broken, itemCount, hash, rich },
    same: served?.hash === hash,
    changes: served ? diffMenus(served.content, content) : [],
  };
}

/** What was read becomes what is served, whole, in the caller's transaction. */
export async function serveMenu(
  tx: TenantTransaction,
  name: MenuName,
  currency: string,
  read: ReadContent,
): Promise<void> {
  await noteMenuRead(tx, name, read.rich);
  if (read.same) return;
  await storeVersion(tx, name, {
    ...{ hash: read.hash, currency, content: read.content, form: CONTENT_FORM, itemCount: read.itemCount },
    ...{ broken: read.broken, changes: read.changes.slice(0, CHANGES_SHOWN), changeCount: read.changes.length },
  });
  await forgetOldContents(tx, name, CONTENTS_KEPT);
  await forgetOldVersions(tx, name, VERSIONS_KEPT);
}

/** Of what we made of the answer: fields in another order, or new ones, are no change. */
const hashOf = (what: object) =>
  createHash("sha256")
    .update(JSON.stringify([CONTENT_FORM, what]))
    .digest("hex");
