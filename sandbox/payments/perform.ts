import type { Sandbox } from "../sandbox";
import type { PaymentAccount, StripeAccount, VivaAccount } from "./accounts";
import { type Charge, type Checkout, openBooks, type Refund } from "./books";
import { tellStripe, tellViva } from "./notify";
import { chargeObject, intentObject, refundObject, sessionObject } from "./stripe-objects";
import { decimal } from "./wire";

export type GuestChoice = {
  outcome: "pay" | "decline" | "cancel";
  /** Takes something else than was asked for, as no provider should. */
  amount?: number | undefined;
  currency?: string | undefined;
};

const withQuery = (url: string, values: Record<string, string>) => {
  const address = new URL(url);
  for (const [name, value] of Object.entries(values)) address.searchParams.set(name, value);
  return address.href;
};

/** What a guest does on the page to pay; gives the address to which the page sends the browser, null where it stays. */
export function choose(sandbox: Sandbox, checkout: Checkout, choice: GuestChoice): string | null {
  const account = sandbox.payments.get(checkout.account);
  const books = openBooks(sandbox.store);
  const current = books.checkout(checkout.id) ?? checkout;
  if (!account || current.state !== "open") return backTo(account, current, current.state === "paid");
  if (choice.outcome === "cancel") return backTo(account, current, false);
  if (choice.outcome === "decline") {
    tellCharge(sandbox, account, books.charge(current, "declined"));
    return null;
  }
  const { amount = current.amount, currency = current.currency } = choice;
  const charge = books.charge(current, "paid", { amount, currency });
  tellCharge(sandbox, account, charge);
  return backTo(account, current, true, charge.id);
}

function backTo(account: PaymentAccount | undefined, checkout: Checkout, paid: boolean, charge = ""): string {
  if (account?.provider !== "viva") return paid ? checkout.successUrl : checkout.cancelUrl;
  const target = paid ? account.successUrl : account.failureUrl;
  // Without an address the real page ends on Viva Wallet's own.
  return target
    ? withQuery(target, { s: checkout.id, t: charge, eventId: "0", eci: "1", lang: "en-GB" })
    : `/web/checkout?ref=${checkout.id}`;
}

function tellCharge(sandbox: Sandbox, account: PaymentAccount, charge: Charge): void {
  const books = openBooks(sandbox.store);
  const paid = charge.state === "paid";
  if (account.provider === "viva") {
    tellViva(sandbox, account, paid ? "payment" : "failure", {
      ...{ orderCode: charge.checkout, TransactionId: charge.id, StatusId: paid ? "F" : "E" },
      ...{ Amount: decimal(charge.amount, charge.currency), CurrencyCode: account.currencyCode },
      MerchantTrns: books.checkouts.get(charge.checkout)?.reference ?? "",
    });
    return;
  }
  const checkout = books.checkouts.get(charge.checkout);
  tellStripe(
    sandbox,
    account,
    paid ? "payment_intent.succeeded" : "payment_intent.payment_failed",
    intentObject(charge, account),
  );
  if (!paid || !checkout) return;
  tellStripe(sandbox, account, "charge.succeeded", chargeObject(charge, account));
  tellStripe(
    sandbox,
    account,
    "checkout.session.completed",
    sessionObject(checkout, account, { books, url: sandbox.url }),
  );
}

type RefundPart = Pick<Refund, "amount" | "state"> & { metadata?: Record<string, string> };

/** Gives money back and tells whoever listens. */
export function settleRefund(sandbox: Sandbox, account: PaymentAccount, charge: Charge, part: RefundPart): Refund {
  const books = openBooks(sandbox.store);
  const refund = books.refund(charge, part.amount, part.state, part.metadata);
  const after = books.charges.get(charge.id) ?? charge;
  if (account.provider === "viva") {
    if (part.state === "succeeded") tellReversal(sandbox, account, refund, charge);
    return refund;
  }
  tellRefund(sandbox, account, "refund.created", refund, after);
  tellStripe(sandbox, account, "charge.refunded", chargeObject(after, account));
  return refund;
}

/** A refund that was under way ends, well or not. */
export function endRefund(
  sandbox: Sandbox,
  account: PaymentAccount,
  refund: Refund,
  state: "succeeded" | "failed",
): void {
  const books = openBooks(sandbox.store);
  const ended = { ...refund, state };
  books.refunds.set(refund.id, ended);
  const charge = books.charges.get(refund.charge);
  if (!charge) return;
  if (state === "failed") books.charges.set(charge.id, { ...charge, refunded: charge.refunded - refund.amount });
  if (account.provider === "viva") {
    if (state === "succeeded") tellReversal(sandbox, account, ended, charge);
    return;
  }
  tellRefund(sandbox, account, state === "failed" ? "refund.failed" : "refund.updated", ended, charge);
}

function tellRefund(sandbox: Sandbox, account: StripeAccount, type: string, refund: Refund, charge: Charge): void {
  tellStripe(sandbox, account, type, refundObject(refund, charge));
}

function tellReversal(sandbox: Sandbox, account: VivaAccount, refund: Refund, charge: Charge): void {
  tellViva(sandbox, account, "reversal", {
    ...{ orderCode: charge.checkout, TransactionId: refund.id, ParentId: charge.id, StatusId: "F" },
    Amount: decimal(-refund.amount, refund.currency),
  });
}
