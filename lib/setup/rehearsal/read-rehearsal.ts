import type { TenantTransaction } from "@/db/client";
import { sumLedger } from "@/db/queries/ledger";
import { listTimeline } from "@/db/queries/order-timeline";
import { findOrder } from "@/db/queries/orders";
import { listPaymentsOfOrder } from "@/db/queries/payments";
import type { Rehearsal } from "@/db/schema";
import { ahead, type Hop, hopIds, proven } from "./hops";
import { judgeOrder, type OrderEvidence } from "./judge-order";
import { judgePlace, judgeStanding, lasting, type Standing } from "./judge-standing";

/** Every hop as it is now. What may change with the hour stands as it was when the order was placed, once there is one. */
export async function readHops(
  tx: TenantTransaction,
  standing: Standing,
  rehearsal: Rehearsal | null,
): Promise<{ hops: Hop[]; evidence: OrderEvidence | null }> {
  const evidence = rehearsal && (await readEvidence(tx, rehearsal, standing.place.location?.country ?? ""));
  const now = judgeStanding(standing);
  const moved = evidence && judgePlace(standing, evidence.order);
  const known = [
    ...(moved ? [moved] : []),
    ...(evidence ? now.filter(({ id }) => lasting.includes(id)) : now),
    ...(evidence ? evidence.rehearsal.before.map(toHop) : []),
    ...(evidence ? judgeOrder(evidence) : []),
  ];
  return { hops: hopIds.map((id) => known.find((hop) => hop.id === id) ?? ahead(id)), evidence };
}

const toHop = ({ id, at, proof, href }: Rehearsal["before"][number]): Hop =>
  proven(hopIds.find((known) => known === id) ?? "readiness", at, proof, href);

async function readEvidence(
  tx: TenantTransaction,
  rehearsal: Rehearsal,
  country: string,
): Promise<OrderEvidence | null> {
  const { orderId } = rehearsal;
  const [order, timeline, payments, sums] = await Promise.all([
    findOrder(tx, orderId),
    listTimeline(tx, orderId),
    listPaymentsOfOrder(tx, orderId),
    sumLedger(tx, orderId),
  ]);
  return order && { order, timeline, payments, sums, rehearsal, country };
}
