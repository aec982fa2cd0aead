import type { TenantTransaction } from "@/db/client";
import { holdDeliveriesOf, rewriteDelivery } from "@/db/queries/guest-deliveries";
import {
  listNoticeJobs,
  listTraces,
  placesAround,
  placesOfOrder,
  rewriteJob,
  rewriteTimeline,
  writeTrace,
} from "@/db/queries/guest-traces";
import { listTimeline } from "@/db/queries/order-timeline";
import type { Order } from "@/db/schema";
import { ERASED, eraseInBody } from "./erase-in-body";
import { guestWords, tellingWords, withoutWords } from "./guest-words";

/**
 * Takes what the guest told us out of every text that stands beside the order. The order must be marked as erased before, in the same
 * transaction; its lines and amounts are no guest's and stay.
 */
export async function eraseTraces(tx: TenantTransaction, order: Order): Promise<void> {
  const [all, telling] = [guestWords(order), tellingWords(order)];
  await eraseDeliveries(tx, order, all);
  if (all.length === 0) return;
  for (const [places, words] of [
    [placesOfOrder(order), all],
    [placesAround(order), telling],
  ] as const)
    for (const place of places)
      for (const trace of await listTraces(tx, place))
        await whereChanged(trace.texts, words, (texts) => writeTrace(tx, trace, texts));
  await eraseInTimeline(tx, order.id, all);
  for (const { id, payload } of await listNoticeJobs(tx))
    await whereChanged(payload, telling, (rest) => rewriteJob(tx, id, rest));
}

/** Also by the names of the fields: without words, what came after they were erased. */
export async function eraseDeliveries(
  tx: TenantTransaction,
  order: Pick<Order, "id" | "accountIdentifier" | "createdAt">,
  words: readonly string[],
): Promise<void> {
  for (const delivery of await holdDeliveriesOf(tx, order)) {
    const { id, body, ...rest } = delivery;
    const erased = { id, body: eraseInBody(body, words), ...withoutWords(rest, words, ERASED) };
    if (JSON.stringify(erased) !== JSON.stringify({ id, body, ...rest })) await rewriteDelivery(tx, erased);
  }
}

async function eraseInTimeline(tx: TenantTransaction, orderId: string, words: readonly string[]): Promise<void> {
  const texts = (await listTimeline(tx, orderId)).map(({ id, message, detail }) => ({ id, message, detail }));
  const changed = texts
    .map((text) => withoutWords(text, words, ERASED))
    .filter((text, index) => JSON.stringify(text) !== JSON.stringify(texts[index]));
  if (changed.length > 0) await rewriteTimeline(tx, orderId, changed);
}

async function whereChanged<T>(value: T, words: readonly string[], write: (rest: T) => Promise<void>): Promise<void> {
  const rest = withoutWords(value, words, ERASED);
  if (JSON.stringify(rest) !== JSON.stringify(value)) await write(rest);
}
