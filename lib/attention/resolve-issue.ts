import type { TenantTransaction } from "@/db/client";
import { closeIssue, type IssueIdentity } from "@/db/queries/issues";
import { publishLive } from "@/lib/live/publish";
import { storableText } from "@/lib/storable-text";
import { announceLater } from "./tasks";

export type IssueProof = IssueIdentity & {
  merchantId: string;
  /** What was seen to work, in the merchant's words. */
  proof: string;
  at?: Date;
};

/** Closes the issue, where it stands open, because something proved that it is over. False when there was nothing to close. */
export async function resolveIssue(
  tx: TenantTransaction,
  { kind, key, proof, at = new Date() }: IssueProof,
): Promise<boolean> {
  const closed = await closeIssue(tx, { kind, key }, { at, proof: storableText(proof).slice(0, 500) });
  if (!closed) return false;
  await publishLive(tx, tx.merchantId, "attention");
  // Who was never told of the trouble needs no word of its end.
  if (closed.announcedAt !== null) await announceLater(tx, closed.id, "recovery", at);
  return true;
}
