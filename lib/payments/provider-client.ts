/** What a provider is asked to take from a guest. */
export type CheckoutRequest = {
  paymentId: string;
  orderId: string;
  amountMinor: number;
  currency: string;
  description: string;
  /** Where the guest's browser comes back to, paid or not. */
  successUrl: string;
  cancelUrl: string;
  /** The time by the clock that says when the page ends. */
  now: Date;
  expiresAt: Date;
};

export type Checkout = { checkoutId: string; redirectUrl: string; expiresAt: Date };

export type ReadRefund = {
  providerRefundId: string;
  /** Ours, where the provider carries it. */
  refundId: string | null;
  amountMinor: number;
  status: "pending" | "succeeded" | "failed";
  problem: string | null;
  at: Date;
};

/** What the provider says of one payment now. */
export type Reading = {
  state: "open" | "captured" | "failed" | "cancelled";
  /** The newest reason of a refusal; the guest may still try another card. */
  reason: string | null;
  capture: { providerPaymentId: string; amountMinor: number; currency: string; at: Date } | null;
  /** Mismatches that only the provider's client can see: another payment's id, account, mode. */
  mismatches: string[];
  refunds: ReadRefund[];
};

export type RefundRequest = {
  refundId: string;
  paymentId: string;
  providerPaymentId: string;
  amountMinor: number;
  currency: string;
};

export type ProviderAccount = { accountId: string; name: string | null; testMode: boolean };

/** A capture or a refund in the provider's books, for the daily comparison. */
export type ProviderEntry = {
  kind: "capture" | "refund";
  providerId: string;
  providerPaymentId: string;
  checkoutId: string | null;
  /** Ours, where the provider carries them: what bears none may be business of the merchant's that is none of ours. */
  paymentId: string | null;
  refundId: string | null;
  amountMinor: number;
  currency: string;
  at: Date;
};

/** One account at one provider. Throws `ProviderError` and nothing else when the provider is in the way. */
export type ProviderClient = {
  checkAccount: () => Promise<ProviderAccount>;
  /** Whether the keys are accepted; changes nothing at the provider. */
  checkKeys: () => Promise<void>;
  /** May be repeated with the same payment: at most one of its checkouts is ever shown to the guest. */
  createCheckout: (request: CheckoutRequest) => Promise<Checkout>;
  /** `isTaken`: by what we know already, so that we may have asked for refunds. */
  read: (payment: { id: string; checkoutId: string; isTaken: boolean }) => Promise<Reading>;
  /** Nobody can pay it any more afterwards. */
  closeCheckout: (checkoutId: string) => Promise<void>;
  refund: (request: RefundRequest) => Promise<ReadRefund>;
  /** Whether a repeated `refund` with the same refundId has one effect by the provider's own word. */
  refundsAreIdempotent: boolean;
  /** Everything between two moments, oldest first; null where the provider shows its books one payment at a time only. */
  listEntries: ((from: Date, to: Date) => Promise<ProviderEntry[]>) | null;
};
