import type { TenantTransaction } from "@/db/client";
import { upsertIssue } from "@/db/queries/issues";
import type { IssueSeverity } from "@/db/schema";
import { publishLive } from "@/lib/live/publish";
import { storableText } from "@/lib/storable-text";
import { announceLater } from "./tasks";

export type IssueWords = {
  merchantId: string;
  kind: string;
  /** The fingerprint within the kind: the same problem has the same key. */
  key: string;
  locationId?: string | null;
  title: string;
  body: string;
  remedy: string;
  /** Where it is put right. */
  href: string;
  severity: IssueSeverity;
  at?: Date;
};

/** A little time in which it may pass by itself; what is critical is told at once. */
const GRACE_MS = 5 * 60_000;

/** Says that something needs a person, in the caller's transaction. The same problem again is the same issue, counted. */
export async function raiseIssue(tx: TenantTransaction, { at = new Date(), ...said }: IssueWords): Promise<void> {
  const { kind, key, severity, href } = said;
  const { id, opened } = await upsertIssue(tx, {
    ...{ kind, key, severity, href, at, locationId: said.locationId ?? null },
    title: storableText(said.title).slice(0, 200),
    body: storableText(said.body).slice(0, 1_000),
    remedy: storableText(said.remedy).slice(0, 500),
  });
  await publishLive(tx, tx.merchantId, "attention");
  if (opened) await announceLater(tx, id, "first", new Date(at.getTime() + (severity === "critical" ? 0 : GRACE_MS)));
}
