import { isOld } from "@/components/time/use-old";
import type { Tone } from "@/components/ui/badge";
import { lifetimes } from "@/lib/lifetimes";
import type { PaymentProfileView } from "@/lib/payments/profiles/profile-view";

type Evidence = Pick<PaymentProfileView, "problem" | "webhook" | "locationIds" | "checkedAt">;

/** One word for what stands in the way of being paid, the gravest first. Ready is green while the provider's yes to the keys is young. */
export function profileState(
  { problem, webhook, locationIds, checkedAt }: Evidence,
  nowMs: number,
): { tone: Tone; text: string } {
  if (problem) return { tone: "negative", text: "Keys not accepted" };
  if (webhook.unheard) return { tone: "warning", text: "Webhook missing" };
  if (locationIds.length === 0) return { tone: "neutral", text: "Not in use" };
  const proven = checkedAt !== null && !isOld({ at: checkedAt, lifetime: lifetimes.paymentKeys }, nowMs);
  return proven ? { tone: "positive", text: "Ready" } : { tone: "neutral", text: "Last known: Ready" };
}
