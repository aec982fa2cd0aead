import { eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { orders } from "@/db/schema";
import { createOrder } from "@/lib/orders/create-order";
import { priceCart } from "@/lib/orders/price-cart";
import type { Services } from "@/lib/services";

/** As if it had gone the whole way to the till already. */
export async function plantTestOrder(
  services: Services,
  { merchantId, locationId }: { merchantId: string; locationId: string },
): Promise<void> {
  const lines = [{ sku: "SID-FRIET", name: "Fries", quantity: 1, unitPrice: 450 }];
  await withTenant(services.db, merchantId, async (tx) => {
    const { id } = await createOrder(services, tx, {
      ...{ merchantId, locationId, channel: "test", kind: "to_go", currency: "EUR", ...priceCart({ lines }) },
      ...{ tableNumber: null, addToCheck: null, collectAt: null, scheduledFor: null, apiKeyId: null },
      ...{ customer: null, address: null, guests: null, note: null, paymentMode: "separate" },
    });
    const completed = { status: "completed", completedAt: services.now(), deadlineAt: null } as const;
    await tx.update(orders).set(completed).where(eq(orders.id, id));
  });
}
