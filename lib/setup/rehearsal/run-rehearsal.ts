import { randomUUID } from "node:crypto";
import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { releaseEditLease, takeEditLease } from "@/db/queries/edit-leases";
import { findOrder } from "@/db/queries/orders";
import { findNewestRehearsal, insertRehearsal } from "@/db/queries/rehearsals";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { publishLive } from "@/lib/live/publish";
import { checkTestOrder, placeTestOrder } from "@/lib/orders/place-test-order";
import type { Services } from "@/lib/services";
import { checkItem } from "./check-item";
import { followRehearsalLater } from "./follow-rehearsal.task";
import { broken, type Hop, type ProvenState, proven } from "./hops";
import { judgeStanding } from "./judge-standing";
import { readStanding } from "./read-standing";

/** Longer than all looks before money and the order itself take. */
const LEASE_MS = 60_000;

export type RehearsalStart = { started: true; rehearsalId: string; orderId: string } | { started: false; broken: Hop };

/** Looks at every hop before money, and only with all of them proven sends a marked order on its way. */
export async function runRehearsal(
  services: Services,
  actor: Actor,
  { locationId }: { locationId: string },
): Promise<RehearsalStart> {
  if (!can(actor, "orders.manage"))
    throw new AppError("forbidden", "Only owners and managers can run the dress rehearsal.");
  const { merchantId } = actor;
  const lease = `rehearsal ${locationId}`;
  const owner = randomUUID();
  const taken = await withTenant(services.db, merchantId, (tx) =>
    takeEditLease(tx, lease, { owner, leaseMs: LEASE_MS }),
  );
  if (!taken) throw new AppError("conflict", "A dress rehearsal is being started here right now.");
  try {
    return await start(services, actor, locationId);
  } finally {
    await withTenant(services.db, merchantId, (tx) => releaseEditLease(tx, lease, owner));
  }
}

async function start(services: Services, actor: Actor, locationId: string): Promise<RehearsalStart> {
  const { merchantId } = actor;
  await refuseSecond(services, merchantId, locationId);
  const before = await lookBefore(services, actor, locationId);
  const stop = before.find(({ state }) => state !== "proven");
  if (stop) return { started: false, broken: stop };
  const { orderId } = await placeTestOrder(services, actor, { locationId });
  const rehearsal = await withTenant(services.db, merchantId, async (tx) => {
    const row = await insertRehearsal(tx, {
      ...{ environment: services.lightspeed.environment, locationId, orderId },
      ...{ startedByName: actor.userName, startedAt: services.now() },
      before: before.filter((hop) => hop.state === "proven").filter(passing),
    });
    await appendAudit(tx, { merchantId, actor, action: "rehearsal.started", subject: locationId, detail: { orderId } });
    await followRehearsalLater(tx, row.id, services.now());
    await publishLive(tx, merchantId, "orders");
    return row;
  });
  return { started: true, rehearsalId: rehearsal.id, orderId };
}

/** What may be otherwise in an hour: it is kept as it was. */
const passing = ({ id }: ProvenState) => id === "readiness" || id === "item" || id === "pre-flight";

async function refuseSecond(services: Services, merchantId: string, locationId: string): Promise<void> {
  const { environment } = services.lightspeed;
  const order = await withTenant(services.db, merchantId, async (tx) => {
    const newest = await findNewestRehearsal(tx, { locationId, environment });
    return newest && (await findOrder(tx, newest.orderId));
  });
  const over = order === null || ["completed", "failed", "cancelled", "refunded"].includes(order.status);
  if (!over) throw new AppError("conflict", `${order.number} is still on its way. Wait for its end.`);
}

async function lookBefore(services: Services, actor: Actor, locationId: string): Promise<Hop[]> {
  const { merchantId } = actor;
  const standing = await withTenant(services.db, merchantId, (tx) => readStanding(services, tx, locationId));
  if (!standing) throw new AppError("not_found", "This location does not exist.");
  const hops = judgeStanding(standing);
  if (hops.some(({ state }) => state !== "proven")) return hops;
  const settings = standing.place.linked?.settings;
  const item = await checkItem(services, merchantId, {
    ...{ locationId },
    profiles: { dineIn: settings?.orderProfileDineIn ?? null, takeaway: settings?.orderProfileTakeaway ?? null },
  });
  if (item.state !== "proven") return [...hops, item];
  const { verdict } = await checkTestOrder(services, actor, { locationId });
  const [reason] = verdict.reasons;
  const told = verdict.proofs?.map(({ message }) => message).join(" ") ?? "";
  const look = reason
    ? broken("pre-flight", reason.message, reason.remedy, reason.href ?? "/channels/test")
    : proven(
        "pre-flight",
        verdict.checkedAt,
        `Looked at the place, the lines, stock, discounts, payment method and tax. ${told}`.trim(),
        "/channels/test",
      );
  return [...hops, item, look];
}
