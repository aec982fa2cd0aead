import type { TenantTransaction } from "@/db/client";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { findUsableEndpoint } from "@/db/queries/till-endpoints";
import type { Order, PaymentMode } from "@/db/schema";

/** What an order needs from the merchant's settings to get to the till. */
export type TillSetup = {
  businessLocationId: string;
  endpointId: string;
  /** Null: none is chosen for this kind of order, which is then not sent. */
  accountProfileCode: string | null;
  /** Null: the till takes its own default for online payments. */
  paymentMethod: string | null;
  staffId: string | null;
  deliverWithinMs: number;
  paymentMode: PaymentMode;
};

/** What is missing, in a word that `explain-failure` knows. */
export type MissingSetup = "not_linked" | "no_endpoint";

export async function readTillSetup(
  tx: TenantTransaction,
  { locationId, kind, environment }: Pick<Order, "locationId" | "kind" | "environment">,
): Promise<TillSetup | MissingSetup> {
  const linked = await findLinkedSettings(tx, locationId);
  if (!linked || linked.link.environment !== environment) return "not_linked";
  const endpointId = await findUsableEndpoint(tx, environment);
  if (endpointId === null) return "no_endpoint";
  const { settings, link } = linked;
  const accountProfileCode = kind === "local" ? settings?.orderProfileDineIn : settings?.orderProfileTakeaway;
  return {
    businessLocationId: link.businessLocationId,
    endpointId,
    accountProfileCode: accountProfileCode ?? null,
    paymentMethod: settings?.paymentMethodCode ?? null,
    staffId: settings?.staffId ?? null,
    deliverWithinMs: Math.max(settings?.deliveryTimeLimitMs ?? 600_000, 60_000),
    paymentMode: settings?.paymentMode ?? "separate",
  };
}
