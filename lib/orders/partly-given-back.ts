import type { TenantTransaction } from "@/db/client";
import { listRefundsOfOrder } from "@/db/queries/refunds";
import type { Order } from "@/db/schema";
import { formatMoney } from "@/lib/format";
import { regionOf } from "@/lib/locations/region-of";
import { keptOf } from "./refund-order";

/** In words, where what the check took is not what the guest paid because money went back before; after the booking stands in the books. */
export async function differenceGivenBack(
  tx: TenantTransaction,
  order: Order,
  amountMinor: number,
): Promise<string | null> {
  const { id, totalMinor, tipMinor, currency } = order;
  const keptMinor = await keptOf(tx, order);
  const given = (await listRefundsOfOrder(tx, id)).some(({ status }) => status !== "failed");
  const isLess = given && amountMinor < totalMinor - tipMinor;
  if (keptMinor >= 0 && !isLess) return null;
  const region = await regionOf(tx, order.locationId);
  const money = (minor: number) => formatMoney(minor, currency, region);
  if (keptMinor < 0) return `The check took ${money(amountMinor)}, of which the guest has ${money(-keptMinor)} back.`;
  return `Of ${money(totalMinor - tipMinor)} the check took ${money(amountMinor)}: the rest was given back before, and is not the guest's to pay.`;
}
