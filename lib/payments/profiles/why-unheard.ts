import type { PaymentProfile } from "@/db/schema";

type Hearing = Pick<PaymentProfile, "provider" | "handshakeAt" | "lastEventAt" | "webhookProblem"> & {
  /** A secret is in use. */
  hasSecret: boolean;
};

export type Unheard = {
  why: string;
  /** It could once, and no longer can. */
  lost: boolean;
};

/**
 * Why the provider cannot tell us of payments; null where it can. Viva Wallet's key is ours as soon as its keys are, so it proves nothing:
 * that somebody entered our address there shows when Viva Wallet reads it, or by a notice.
 */
export function whyUnheard({ provider, handshakeAt, lastEventAt, webhookProblem, hasSecret }: Hearing): Unheard | null {
  if (webhookProblem !== null) return { why: webhookProblem, lost: true };
  if (!hasSecret)
    return {
      why: `${provider === "viva" ? "Viva Wallet" : "Stripe"} has no address yet at which to tell Upvendo.`,
      lost: false,
    };
  if (provider === "viva" && handshakeAt === null && lastEventAt === null)
    return { why: "Viva Wallet has not read the webhook address yet: enter it there and press Verify.", lost: false };
  return null;
}
