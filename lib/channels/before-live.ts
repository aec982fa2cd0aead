import type { TenantTransaction } from "@/db/client";
import { findBillingProfile } from "@/db/queries/billing-profiles";
import { findBrand } from "@/db/queries/brands";
import { findConnection } from "@/db/queries/connections";
import { hasCompletedTestOrder } from "@/db/queries/test-orders";
import type { OrderChannel } from "@/db/schema";
import type { Obstacle } from "./find-obstacles";

/** Whoever orders there is a guest, who sees the restaurant's name and pays. */
export const isForGuests = (channel: OrderChannel): boolean =>
  channel === "kiosk" || channel === "online" || channel === "table_qr";

/**
 * What a merchant owes before guests may order. It keeps a channel from being switched on; one that sells goes on. A test order
 * counts for the connection it was made with: it took everything that comes before it, from the link to the till's own word.
 */
export async function missingBeforeLive(tx: TenantTransaction): Promise<Obstacle[]> {
  const [billing, { brand }, connection] = await Promise.all([
    findBillingProfile(tx),
    findBrand(tx),
    findConnection(tx),
  ]);
  const since = connection?.connectedAt;
  const isProven = since && (await hasCompletedTestOrder(tx, { environment: connection.environment, since }));
  return [
    billing === null && {
      code: "no_billing",
      message: "Before it can go live: Upvendo does not know to whom its invoices go.",
      remedy: "Fill in billing.",
      href: "/settings/billing#billing",
    },
    brand === null && {
      code: "no_brand",
      message: "Before it can go live: guests would not see your own name and colours.",
      remedy: "Choose your branding.",
      href: "/settings/brand#brand",
    },
    !isProven && {
      code: "no_test_order",
      message: "Before it can go live: no test order has gone the whole way to the till yet.",
      remedy: "Place a test order.",
      href: "/channels/test",
    },
  ].filter((found) => found !== false);
}
