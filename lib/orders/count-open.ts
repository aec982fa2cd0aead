import { readTenant } from "@/db/client";
import { countOpenOrders, type OpenOrders } from "@/db/queries/orders";
import type { Services } from "@/lib/services";

/** What is still under way at a location, and goes on also where that takes no more orders from now on. */
export const countOpen = (
  { db, now }: Pick<Services, "db" | "now">,
  { merchantId, locationId }: { merchantId: string; locationId: string },
): Promise<OpenOrders> => readTenant(db, merchantId, (tx) => countOpenOrders(tx, locationId, now()));
