import { lifetimes } from "@/lib/lifetimes";
import type { PaymentProfileView } from "@/lib/payments/profiles/profile-view";

/** The providers' last answers about the keys, which grow old while a page is open. */
export const keyProofs = (profiles: readonly Pick<PaymentProfileView, "checkedAt">[]) =>
  profiles.flatMap(({ checkedAt }) => (checkedAt ? [{ at: checkedAt, lastsMs: lifetimes.paymentKeys.lastsMs }] : []));
