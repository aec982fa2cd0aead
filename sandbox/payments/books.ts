import { randomUUID } from "node:crypto";
import type { Store } from "../state/store";
import { randomId } from "./accounts";

/** One page on which a guest can pay; amounts are whole smallest units. */
export type Checkout = {
  id: string;
  account: string;
  provider: "stripe" | "viva";
  amount: number;
  /** ISO 4217, upper case. */
  currency: string;
  description: string;
  state: "open" | "paid" | "expired" | "cancelled";
  createdAt: number;
  expiresAt: number;
  successUrl: string;
  cancelUrl: string;
  /** What the caller wants to find again: Stripe's metadata and client reference, Viva Wallet's merchantTrns. */
  reference: string;
  metadata: Record<string, string>;
};

export type Charge = {
  id: string;
  /** Stripe's payment intent; the charge itself at Viva Wallet. */
  intent: string;
  checkout: string;
  account: string;
  state: "paid" | "declined";
  amount: number;
  currency: string;
  refunded: number;
  createdAt: number;
  metadata: Record<string, string>;
};

export type Refund = {
  id: string;
  charge: string;
  account: string;
  amount: number;
  currency: string;
  state: "succeeded" | "pending" | "failed";
  createdAt: number;
  metadata: Record<string, string>;
};

/** Everything that the stand-ins have taken and given back: what a test may call the bank. */
export function openBooks(store: Store) {
  const checkouts = store.collection<Checkout>("payment-checkouts");
  const charges = store.collection<Charge>("payment-charges");
  const refunds = store.collection<Refund>("payment-refunds");
  const all = <T>(from: { entries(): [string, T][] }) => from.entries().map(([, value]) => value);

  return {
    checkouts,
    charges,
    refunds,
    chargesOf: (account: string) => all(charges).filter((one) => one.account === account),
    refundsOf: (account: string) => all(refunds).filter((one) => one.account === account),
    checkoutsOf: (account: string) => all(checkouts).filter((one) => one.account === account),
    chargesOfCheckout: (checkout: string) => all(charges).filter((one) => one.checkout === checkout),
    refundsOfCharge: (charge: string) => all(refunds).filter((one) => one.charge === charge),
    /** Past its end a page is closed, whoever looks. */
    checkout(id: string): Checkout | undefined {
      const found = checkouts.get(id);
      if (found?.state === "open" && found.expiresAt <= Date.now()) {
        const expired = { ...found, state: "expired" as const };
        checkouts.set(id, expired);
        return expired;
      }
      return found;
    },
    charge(checkout: Checkout, state: Charge["state"], part: Partial<Charge> = {}): Charge {
      const intent = checkout.provider === "stripe" ? randomId("pi_") : randomUUID();
      const charge: Charge = {
        ...{ id: checkout.provider === "stripe" ? randomId("ch_") : intent, intent, checkout: checkout.id },
        ...{ account: checkout.account, state, amount: checkout.amount, currency: checkout.currency },
        ...{ refunded: 0, createdAt: Date.now(), metadata: checkout.metadata },
        ...part,
      };
      charges.set(charge.id, charge);
      if (state === "paid") checkouts.set(checkout.id, { ...checkout, state: "paid" });
      return charge;
    },
    refund(charge: Charge, amount: number, state: Refund["state"], metadata: Record<string, string> = {}): Refund {
      const id = charge.id.startsWith("ch_") ? randomId("re_") : randomUUID();
      const refund: Refund = {
        ...{ id, charge: charge.id, account: charge.account, amount, currency: charge.currency, state, metadata },
        createdAt: Date.now(),
      };
      refunds.set(id, refund);
      if (state !== "failed") charges.set(charge.id, { ...charge, refunded: charge.refunded + amount });
      return refund;
    },
  };
}

export type Books = ReturnType<typeof openBooks>;
