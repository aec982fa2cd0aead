import type { TenantTransaction } from "@/db/client";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssue, resolveIssues } from "@/lib/attention/resolve-issue";
import { type ProblemCode, problems } from "./problems";

const KIND = "connection";

/** Only a person can connect again; whatever else was wrong with the old permission is over with it. */
export async function raiseConnectionLost(tx: TenantTransaction, code: ProblemCode, at: Date): Promise<void> {
  const proof = "Lightspeed answered, and has ended the connection: that is an issue of its own.";
  await resolveIssue(tx, { merchantId: tx.merchantId, kind: KIND, key: "trouble", proof, at });
  await raise(tx, { key: "lost", severity: "critical" }, code, at);
}

/** The connection cannot be renewed at the moment; it is tried again by itself. */
export const raiseConnectionTrouble = (tx: TenantTransaction, code: ProblemCode, at: Date): Promise<void> =>
  raise(tx, { key: "trouble", severity: "warning" }, code, at);

/** A call, or a renewal, went through. */
export async function settleConnection(tx: TenantTransaction, proof: string, at: Date): Promise<void> {
  await resolveIssues(tx, { kinds: [KIND], proof, at });
}

async function raise(
  tx: TenantTransaction,
  issue: { key: string; severity: "critical" | "warning" },
  code: ProblemCode,
  at: Date,
): Promise<void> {
  const { title, message, remedy } = problems[code];
  const body = `${message} Until then no order reaches the till.`;
  await raiseIssue(tx, {
    ...{ merchantId: tx.merchantId, kind: KIND, ...issue, title, body, remedy, href: "/lightspeed?tab=settings", at },
  });
}

/** What is said about places at Lightspeed; nothing can prove it any more once they are let go. */
const ABOUT_PLACES = ["till_readiness", "order_settings"];

/** These locations are linked to nothing, or to another place. */
export async function closePlaceIssues(
  tx: TenantTransaction,
  { locationIds, proof, at }: { locationIds: string[]; proof: string; at: Date },
): Promise<void> {
  if (locationIds.length > 0) await resolveIssues(tx, { kinds: ABOUT_PLACES, locationIds, proof, at });
}

/** Delete: nothing about Lightspeed needs anybody any more. */
export async function closeLightspeedIssues(tx: TenantTransaction, proof: string, at: Date): Promise<void> {
  await resolveIssues(tx, { kinds: [KIND, "dead_letter", ...ABOUT_PLACES], proof, at });
}
