import type { TenantTransaction } from "@/db/client";
import { isSeenTo } from "@/db/queries/order-timeline";
import { patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { raiseMoneyIssue } from "./weigh-order";

/** A money matter for a person. A second one is told beside the first; the same one twice is one, also after somebody has seen to it. */
export async function flagOrder(
  tx: TenantTransaction,
  order: Pick<Order, "id" | "number" | "locationId" | "flag" | "flagDetail">,
  code: string,
  detail: string,
): Promise<void> {
  const { id, flag, flagDetail } = order;
  if (flagDetail?.includes(detail) || (await isSeenTo(tx, id, detail))) return;
  const set = { flag: flag ?? code, flagDetail: flagDetail ? `${flagDetail} ${detail}` : detail };
  await patchOrder(tx, id, set);
  await raiseMoneyIssue(tx, { ...order, ...set });
}
