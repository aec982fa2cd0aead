import type { TenantTransaction } from "@/db/client";
import { findBillingProfile } from "@/db/queries/billing-profiles";
import { findBrand } from "@/db/queries/brands";
import type { OrderChannel } from "@/db/schema";
import type { Obstacle } from "./find-obstacles";

/** Whoever orders there is a guest, who sees the restaurant's name and pays. */
export const isForGuests = (channel: OrderChannel): boolean =>
  channel === "kiosk" || channel === "online" || channel === "table_qr";

/** What a merchant owes before guests may order. It keeps a channel from being switched on; one that sells goes on. */
export async function missingBeforeLive(tx: TenantTransaction): Promise<Obstacle[]> {
  const [billing, { brand }] = [await findBillingProfile(tx), await findBrand(tx)];
  return [
    billing === null && {
      code: "no_billing",
      message: "Before it can go live: Upvendo does not know to whom its invoices go.",
      remedy: "Fill in billing.",
      href: "/settings/billing",
    },
    brand === null && {
      code: "no_brand",
      message: "Before it can go live: guests would not see your own name and colours.",
      remedy: "Choose your branding.",
      href: "/settings/brand",
    },
  ].filter((found) => found !== false);
}
