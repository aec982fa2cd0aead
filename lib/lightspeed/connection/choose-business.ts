import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { holdConnection, moveConnection, storeBusinesses } from "@/db/queries/connections";
import { deactivateLocationLinks } from "@/db/queries/location-links";
import { isUniqueViolation } from "@/db/queries/unique-violation";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { enqueue } from "@/lib/jobs/task";
import { endpointQueue, linkPlacesTask } from "@/lib/lightspeed/webhooks/endpoint-tasks";
import type { Services } from "@/lib/services";
import { closePlaceIssues } from "./connection-issues";
import { transitions } from "./connection-transitions";
import { writeLog } from "./log";

/** Uses another of the businesses that the account holds. Links to the old one stop acting. */
export async function chooseBusiness(
  { db, now }: Pick<Services, "db" | "now">,
  actor: Actor,
  { businessId }: { businessId: string },
): Promise<void> {
  if (!can(actor, "connection.manage"))
    throw new AppError("forbidden", "Only owners and managers can change the business.");
  try {
    await withTenant(db, actor.merchantId, async (tx) => {
      const connection = await holdConnection(tx);
      const business = connection?.businesses.find(({ id }) => id === businessId);
      if (!connection || connection.status === "disabled" || !business)
        throw new AppError("not_found", "Lightspeed does not show this business to your account. Reload the list.");
      if (connection.businessId === businessId) return;
      // The list of the sign-in before: the present permission may see other businesses.
      if (connection.businessesReadAt === null)
        throw new AppError("conflict", "The list of businesses was not read since the last sign-in. Reload it first.");
      await storeBusinesses(tx, { businesses: connection.businesses, business });
      await moveConnection(tx, { ...transitions.recovery, problem: null, onlyProblems: ["business_missing"] });
      const stopped = await deactivateLocationLinks(tx, businessId);
      const proof = `${actor.userName} chose the business ${business.name}.`;
      await closePlaceIssues(tx, { locationIds: stopped, proof, at: now() });
      await enqueue(tx, linkPlacesTask, { merchantId: tx.merchantId }, endpointQueue(tx.merchantId));
      await writeLog(tx, now(), {
        level: "info",
        operation: "Settings",
        message: `${actor.userName} chose the business ${business.name}.${stopped.length > 0 ? ` ${stopped.length} location link(s) to the former business were switched off.` : ""}`,
      });
      await appendAudit(tx, {
        merchantId: tx.merchantId,
        actor,
        action: "connection.business_chosen",
        subject: businessId,
      });
    });
  } catch (error) {
    if (!isUniqueViolation(error, "connections_business_uq")) throw error;
    throw new AppError("conflict", "Another Upvendo merchant is connected to that Lightspeed business.");
  }
}
