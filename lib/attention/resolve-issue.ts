import type { TenantTransaction } from "@/db/client";
import {
  type ClosedIssue,
  closeIssue,
  closeIssues,
  type IssueIdentity,
  type IssueSelection,
} from "@/db/queries/issues";
import { publishLive } from "@/lib/live/publish";
import { storableText } from "@/lib/storable-text";
import { announceLater } from "./tasks";

type Proof = {
  /** What was seen to work, in the merchant's words. */
  proof: string;
  at?: Date;
};

export type IssueProof = IssueIdentity & Proof & { merchantId: string };

/** Closes the issue, where it stands open, because something proved that it is over. False when there was nothing to close. */
export async function resolveIssue(
  tx: TenantTransaction,
  { kind, key, proof, at = new Date() }: IssueProof,
): Promise<boolean> {
  const closed = await closeIssue(tx, { kind, key }, { at, proof: storable(proof) });
  if (closed) await tellOfEnd(tx, [closed], at);
  return closed !== null;
}

/** The same for all of some kinds, by one proof. */
export async function resolveIssues(
  tx: TenantTransaction,
  { proof, at = new Date(), ...which }: IssueSelection & Proof,
): Promise<void> {
  const closed = await closeIssues(tx, which, { at, proof: storable(proof) });
  if (closed.length > 0) await tellOfEnd(tx, closed, at);
}

const storable = (proof: string): string => storableText(proof).slice(0, 500);

async function tellOfEnd(tx: TenantTransaction, closed: ClosedIssue[], at: Date): Promise<void> {
  await publishLive(tx, tx.merchantId, "attention");
  // Who was never told of the trouble needs no word of its end.
  for (const { id, announcedAt } of closed) if (announcedAt !== null) await announceLater(tx, id, "recovery", at);
}
