import { withTenant } from "@/db/client";
import { findRehearsal } from "@/db/queries/rehearsals";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { followRehearsal } from "./follow-rehearsal";
import { type Issue, issueCertificate } from "./issue-certificate";

/** Looks at the till right now instead of at the next appointment, and says what stands in the way of the certificate. */
export async function lookNow(
  services: Services,
  actor: Actor,
  { rehearsalId }: { rehearsalId: string },
): Promise<Issue> {
  if (!can(actor, "orders.manage"))
    throw new AppError("forbidden", "Only owners and managers can run the dress rehearsal.");
  const { merchantId } = actor;
  const known = await withTenant(services.db, merchantId, (tx) => findRehearsal(tx, rehearsalId));
  if (!known) throw new AppError("not_found", "This dress rehearsal does not exist.");
  await followRehearsal(services, { merchantId, rehearsalId });
  const issue = await issueCertificate(services, { merchantId, rehearsalId });
  if (!issue) throw new AppError("not_found", "This dress rehearsal does not exist.");
  return issue;
}
