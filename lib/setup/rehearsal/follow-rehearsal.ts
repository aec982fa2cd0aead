import { withTenant } from "@/db/client";
import { findOrder } from "@/db/queries/orders";
import { findRehearsal } from "@/db/queries/rehearsals";
import type { Order, Rehearsal } from "@/db/schema";
import { readTillSetup } from "@/lib/orders/till-setup";
import type { Services } from "@/lib/services";
import { askForVoid } from "./ask-for-void";
import { followRehearsalLater } from "./follow-rehearsal.task";
import { issueCertificate } from "./issue-certificate";
import { lookForVoid } from "./look-for-void";

type Target = { merchantId: string; rehearsalId: string };

const MINUTE = 60_000;

/** Takes a rehearsal as far as it goes now, and makes the next appointment. Safe to run twice: the message is claimed, the certificate single. */
export async function followRehearsal(services: Services, { merchantId, rehearsalId }: Target): Promise<void> {
  const found = await withTenant(services.db, merchantId, async (tx) => {
    const rehearsal = await findRehearsal(tx, rehearsalId);
    const order = rehearsal && (await findOrder(tx, rehearsal.orderId));
    // Where nothing is linked any more nobody looks again until somebody asks.
    const reachable = order && typeof (await readTillSetup(tx, order)) !== "string";
    return rehearsal && order && reachable ? { rehearsal, order } : null;
  });
  if (!found || found.rehearsal.environment !== services.lightspeed.environment) return;
  const { order, rehearsal } = found;
  if (order.status === "completed") {
    await askForVoid(services, rehearsal, order);
    const voided = rehearsal.voidedAt !== null || (await lookForVoid(services, rehearsal, order));
    if (voided && (await issueCertificate(services, { merchantId, rehearsalId }))?.issued) return;
  }
  const pause = pauseOf(order, rehearsal, services.now());
  if (pause === null) return;
  await withTenant(services.db, merchantId, (tx) =>
    followRehearsalLater(tx, rehearsalId, new Date(services.now().getTime() + pause)),
  );
}

/** Often while somebody waits for it, rarely later, and after a day only when asked. */
function pauseOf(order: Order, { startedAt }: Rehearsal, now: Date): number | null {
  if (["failed", "cancelled", "refunded"].includes(order.status)) return null;
  const age = now.getTime() - startedAt.getTime();
  if (age > 24 * 60 * MINUTE) return null;
  if (order.status !== "completed") return age < 5 * MINUTE ? 2_000 : MINUTE;
  if (age < 15 * MINUTE) return 5_000;
  return age < 120 * MINUTE ? MINUTE : 10 * MINUTE;
}
