import { z } from "zod";
import { withTenant } from "@/db/client";
import { findProfileMerchant } from "@/db/queries/payment-profiles";
import { findPaymentByCheckout } from "@/db/queries/payments";
import type { Services } from "@/lib/services";
import { returnAddress } from "./return-address";

const asked = z.object({ profileId: z.uuid(), orderCode: z.string().regex(/^\d{1,20}$/) });

/** Viva Wallet sends every guest of a payment source to one address; this is where each of them came from. Null for nobody of ours. */
export async function findReturn(
  { db }: Pick<Services, "db">,
  input: { profileId: string; orderCode: string | null },
): Promise<string | null> {
  const parsed = asked.safeParse(input);
  if (!parsed.success) return null;
  const { profileId, orderCode } = parsed.data;
  const merchantId = await findProfileMerchant(db, profileId);
  if (!merchantId) return null;
  const payment = await withTenant(db, merchantId, (tx) => findPaymentByCheckout(tx, profileId, orderCode));
  return payment && returnAddress(payment.returnUrl, payment.id);
}
