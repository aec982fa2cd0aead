import type { TenantTransaction } from "@/db/client";
import { isEndpointGone } from "@/db/queries/till-endpoints";
import type { WebhookDrift } from "@/db/schema";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssue } from "@/lib/attention/resolve-issue";

const DRIFT = "webhook_endpoint";
const KEY = "drift";

/** What reading our endpoint back showed. One that is gone stops the channels; any other difference lets them go on, and words come late or not at all. */
export async function tellDrift(tx: TenantTransaction, drift: WebhookDrift | null, at: Date): Promise<void> {
  const identity = { merchantId: tx.merchantId, kind: DRIFT, key: KEY, at };
  if (drift === null || drift.length === 0) {
    await resolveIssue(tx, { ...identity, proof: "Lightspeed has the webhook as Upvendo registered it." });
    return;
  }
  const where = { href: "/lightspeed/webhooks#endpoint", remedy: "Press Repair on the Webhooks page." };
  if (isEndpointGone(drift))
    await raiseIssue(tx, {
      ...{ ...identity, ...where, severity: "critical", title: "The webhook is not at Lightspeed any more" },
      body: "Lightspeed refuses orders that name it, so your channels are stopped until it is there again.",
    });
  else
    await raiseIssue(tx, {
      ...{ ...identity, ...where, severity: "warning", title: "Somebody changed the webhook at Lightspeed" },
      body: `Different: ${drift.map(({ field }) => field).join(", ")}. Your channels go on: what Lightspeed does not tell is read back from the till, only later.`,
    });
}
