import type { Tone } from "@/components/ui/badge";
import type { PaymentProfileView } from "@/lib/payments/profiles/profile-view";

type Evidence = Pick<PaymentProfileView, "problem" | "webhook" | "locationIds">;

/** One word for what stands in the way of being paid, the gravest first. */
export function profileState({ problem, webhook, locationIds }: Evidence): { tone: Tone; text: string } {
  if (problem) return { tone: "negative", text: "Keys not accepted" };
  if (!webhook.ready) return { tone: "warning", text: "Webhook missing" };
  if (locationIds.length === 0) return { tone: "neutral", text: "Not in use" };
  return { tone: "positive", text: "Ready" };
}
