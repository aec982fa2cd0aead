import type { TenantTransaction } from "@/db/client";
import { beginOutageEverywhere, endOutages } from "@/db/queries/location-outages";
import { outageCauses } from "@/db/schema";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssue, resolveIssues } from "@/lib/attention/resolve-issue";
import { type ProblemCode, problems } from "./problems";

const KIND = "connection";

/** Only a person can connect again; whatever else was wrong with the old permission is over with it. From here on no order reaches a till. */
export async function raiseConnectionLost(tx: TenantTransaction, code: ProblemCode, at: Date): Promise<void> {
  const proof = "Lightspeed answered, and has ended the connection: that is an issue of its own.";
  await resolveIssue(tx, { merchantId: tx.merchantId, kind: KIND, key: "trouble", proof, at });
  await raise(tx, { key: "lost", severity: "critical" }, code, at);
  await endOutages(tx, { causes: ["no_answer"], at });
  await beginOutageEverywhere(tx, { cause: "connection_lost", startedAt: at });
}

/** The connection cannot be renewed at the moment; it is tried again by itself. `mute`: nor does the token serve any longer. */
export async function raiseConnectionTrouble(
  tx: TenantTransaction,
  { code, mute, at }: { code: ProblemCode; mute: boolean; at: Date },
): Promise<void> {
  await raise(tx, { key: "trouble", severity: "warning" }, code, at);
  if (mute) await beginOutageEverywhere(tx, { cause: "no_answer", startedAt: at });
}

/** A call, or a renewal, went through. */
export async function settleConnection(tx: TenantTransaction, proof: string, at: Date): Promise<void> {
  await resolveIssues(tx, { kinds: [KIND], proof, at });
  await endOutages(tx, { causes: ["connection_lost", "no_answer"], at });
}

async function raise(
  tx: TenantTransaction,
  issue: { key: string; severity: "critical" | "warning" },
  code: ProblemCode,
  at: Date,
): Promise<void> {
  const { title, message, remedy } = problems[code];
  await raiseIssue(tx, {
    ...{ merchantId: tx.merchantId, kind: KIND, ...issue, title, body: message, remedy, at },
    href: "/lightspeed?tab=settings",
  });
}

/** What is said about places at Lightspeed; nothing can prove it any more once they are let go. */
const ABOUT_PLACES = ["till_readiness", "order_settings"];

/** These locations are linked to nothing, or to another place. */
export async function closePlaceIssues(
  tx: TenantTransaction,
  { locationIds, proof, at }: { locationIds: string[]; proof: string; at: Date },
): Promise<void> {
  if (locationIds.length === 0) return;
  await resolveIssues(tx, { kinds: ABOUT_PLACES, locationIds, proof, at });
  await endOutages(tx, { causes: [...outageCauses], locationIds, at });
}

/** Delete: nothing about Lightspeed needs anybody any more. */
export async function closeLightspeedIssues(tx: TenantTransaction, proof: string, at: Date): Promise<void> {
  await resolveIssues(tx, { kinds: [KIND, "dead_letter", "webhook_endpoint", ...ABOUT_PLACES], proof, at });
  await endOutages(tx, { causes: [...outageCauses], at });
}
