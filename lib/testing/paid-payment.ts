import { withTenant } from "@/db/client";
import { listRefunds } from "@/db/queries/refunds";
import { followPayment } from "@/lib/payments/follow-payment";
import { requestRefund } from "@/lib/payments/request-refund";
import { type Books, type PaymentStage, sendToPay } from "./payment-stage";

/** A payment that a guest has made through an account of its own, and what can be done with it. */
export async function paidPayment(stage: PaymentStage, provider: "stripe" | "viva", amountMinor = 1_000) {
  const merchant = await stage.merchant();
  const { actor, merchantId } = merchant;
  const { account, profileId } = await merchant.payThrough(provider);
  const { paymentId, checkoutId } = await sendToPay(stage, merchant, amountMinor);
  await stage.sandbox.control("POST", `/payments/checkouts/${checkoutId}`, { outcome: "pay" });
  await followPayment(stage.services, { merchantId, paymentId }, async () => {});
  const ask = (amount: number) =>
    withTenant(stage.services.db, merchantId, (tx) =>
      requestRefund(tx, new Date(), { paymentId, amountMinor: amount, reason: "The kitchen was closed.", actor: null }),
    );
  const bank = () => stage.sandbox.control<Books>("GET", `/payments/accounts/${account}/books`);
  const given = async () =>
    (await bank()).refunds.filter(({ state }) => state !== "failed").reduce((sum, { amount }) => sum + amount, 0);
  const fault = (what: object, part: object = { times: 1 }) =>
    stage.sandbox.control("POST", "/faults", { account, operation: provider, ...part, do: what });
  const clear = () => stage.sandbox.control("DELETE", `/faults?account=${account}`);
  const refunds = () => withTenant(stage.services.db, merchantId, (tx) => listRefunds(tx, paymentId));
  const change = (what: object) => stage.sandbox.control("PATCH", `/payments/accounts/${account}`, what);
  /** In the provider's own dashboard. */
  const giveElsewhere = async (amount: number, state: "succeeded" | "pending" = "succeeded") => {
    const charge = (await bank()).charges.find(({ state }) => state === "paid");
    await stage.sandbox.control("POST", `/payments/charges/${charge?.id}/refund`, { amount, state });
  };
  return {
    ...{ actor, merchantId, account, profileId, paymentId },
    ...{ ask, bank, given, fault, clear, change, giveElsewhere, refunds },
  };
}
