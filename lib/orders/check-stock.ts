import { type TenantTransaction, withTenant } from "@/db/client";
import { holdAvailability, listCounts, type Place } from "@/db/queries/availability";
import { insertReservations, listReserved } from "@/db/queries/item-reservations";
import type { OrderLine, OrderSubItem } from "@/db/schema";
import { readCounts } from "@/lib/lightspeed/availability/get-availability";
import type { Services } from "@/lib/services";
import type { CartContext, Finding, OrderDraft, VerdictReason } from "./pre-flight";

/** Whether there is enough of everything that is limited at the till, less what other orders keep. */
export async function checkStock(services: Services, { draft, businessLocationId }: CartContext): Promise<Finding> {
  const wanted = quantities(draft.lines);
  const skus = [...wanted.keys()];
  const place = { environment: services.lightspeed.environment, businessLocationId };
  const { counts, reserved } = await withTenant(services.db, draft.merchantId, async (tx) => ({
    counts: await readCounts(tx, place, skus),
    reserved: await listReserved(tx, place, skus, services.now()),
  }));
  const oldest = counts.map(({ readAt }) => readAt).sort()[0] ?? null;
  const message =
    counts.length < wanted.size
      ? "Not every item's count is known: the till may still refuse one that ran out."
      : "There is enough of everything.";
  const reasons = findShort(draft.lines, wanted, counts, reserved);
  return { reasons, proofs: [{ about: "availability", at: oldest, message }] };
}

/**
 * In the transaction that stores the order: looks once more, and keeps what is limited. Whoever asks in the same moment waits, so that the
 * last one is sold once. The rows are written by `keep`, once there is an order.
 */
export async function reserveStock(
  services: Pick<Services, "now" | "lightspeed">,
  tx: TenantTransaction,
  draft: Pick<OrderDraft, "lines">,
  businessLocationId: string,
): Promise<{ reasons: VerdictReason[]; keep: (orderId: string) => Promise<void> }> {
  const wanted = quantities(draft.lines);
  const skus = [...wanted.keys()];
  const place: Place = { environment: services.lightspeed.environment, businessLocationId };
  const limited = (await listCounts(tx, place, skus)).filter(({ count }) => count !== null);
  if (limited.length === 0) return { reasons: [], keep: async () => {} };
  await holdAvailability(tx, place);
  const counts = await listCounts(tx, place, skus);
  const reserved = await listReserved(tx, place, skus, services.now());
  const kept = counts.flatMap(({ sku, count }) =>
    count === null ? [] : [{ businessLocationId, sku, quantity: wanted.get(sku) ?? 0 }],
  );
  return {
    reasons: findShort(draft.lines, wanted, counts, reserved),
    keep: (orderId) => insertReservations(tx, orderId, kept),
  };
}

/** Of each SKU over all lines, choices included. */
function quantities(lines: readonly OrderSubItem[], times = 1, sums = new Map<string, number>()): Map<string, number> {
  for (const { sku, quantity, subItems } of lines) {
    sums.set(sku, (sums.get(sku) ?? 0) + quantity * times);
    quantities(subItems, quantity * times, sums);
  }
  return sums;
}

function findShort(
  lines: readonly OrderLine[],
  wanted: ReadonlyMap<string, number>,
  counts: readonly { sku: string; count: number | null }[],
  reserved: ReadonlyMap<string, number>,
): VerdictReason[] {
  return counts.flatMap(({ sku, count }) => {
    if (count === null) return [];
    const left = Math.max(0, count - (reserved.get(sku) ?? 0));
    if ((wanted.get(sku) ?? 0) <= left) return [];
    const line = lines.findIndex((one) => quantities([one]).has(sku));
    const name = nameOf(lines, sku);
    return [
      {
        code: left === 0 ? "sold_out" : "too_few_left",
        message: left === 0 ? `${name} is sold out.` : `Only ${left} of ${name} ${left === 1 ? "is" : "are"} left.`,
        remedy: left === 0 ? "Choose something else." : "Take fewer.",
        ...(line === -1 ? {} : { line }),
      },
    ];
  });
}

function nameOf(items: readonly OrderSubItem[], sku: string): string {
  for (const item of items) {
    if (item.sku === sku) return item.name;
    const below = nameOf(item.subItems, sku);
    if (below !== sku) return below;
  }
  return sku;
}
