import { z } from "zod";
import type { Checkout, CheckoutRequest, ProviderClient, ReadRefund, RefundRequest } from "../provider-client";
import { ProviderError } from "../provider-error";
import { createVivaHttp, type VivaAddresses, type VivaCredentials, type VivaHttp } from "./viva-http";
import { readVivaOrder } from "./viva-reading";
import { cancelAnswer, keyAnswer, numberOfCurrency, orderAnswer, refundState } from "./viva-wire";

type Options = { addresses: VivaAddresses; testMode: boolean; sourceCode: string | null };

/** A thin client of Smart Checkout (developer.viva.com): payment orders, transactions, refunds. */
export function createVivaClient(credentials: VivaCredentials, options: Options): ProviderClient {
  const http = createVivaHttp(credentials, options.addresses);
  return {
    // Its refund call takes no key of ours: an unknown outcome is looked up before anything is tried again.
    refundsAreIdempotent: false,
    checkAccount: async () => {
      await checkKeys(http);
      const { orderCode } = await createOrder(http, options, { amount: 100, currencyCode: 978 }).catch(
        inWords(noSource),
      );
      await http.withKey("DELETE", `/api/orders/${orderCode}`, z.unknown()).catch(() => undefined);
      return { accountId: credentials.merchantId, name: null, testMode: options.testMode };
    },
    checkKeys: () => checkKeys(http),
    createCheckout: (request) => createCheckout(http, options, request),
    read: (payment) => readVivaOrder(http, payment),
    closeCheckout: async (checkoutId) => {
      await http.withKey("DELETE", `/api/orders/${checkoutId}`, z.unknown());
    },
    refund: (request) => refund(http, options, request),
    listEntries: null,
  };
}

/** Viva Wallet has two pairs of keys: which one it refuses is what somebody must know to put it right. */
async function checkKeys(http: VivaHttp): Promise<void> {
  await getVivaWebhookKey(http).catch(inWords(wrongKey));
  await http.checkToken().catch(inWords(wrongSecret));
}

const isUnknown = ({ code }: ProviderError) => code === "401";
const wrongKey = { applies: isUnknown, words: "Viva Wallet does not accept this Merchant ID with this API key." };
const wrongSecret = {
  applies: isUnknown,
  words: "Viva Wallet does not accept this Client ID with this Client Secret.",
};
const noSource = {
  applies: ({ kind }: ProviderError) => kind === "rejected",
  words:
    "Viva Wallet accepts the keys, but takes no payment through this source code: compare it with Sales, Online payments, Websites/Apps.",
};

/** The one refusal in our words; every other stays as it is. */
const inWords =
  ({ applies, words }: { applies: (error: ProviderError) => boolean; words: string }) =>
  (error: unknown): never => {
    if (!(error instanceof ProviderError) || !applies(error)) throw error;
    throw new ProviderError(error.provider, error.kind, words, error.code, error.taken);
  };

/** What Viva Wallet expects to read at a webhook's address before it accepts it. */
export async function getVivaWebhookKey(http: VivaHttp): Promise<string> {
  return (await http.withKey("GET", "/api/messages/config/token", keyAnswer)).Key;
}

const createOrder = (http: VivaHttp, { sourceCode }: Options, order: object) =>
  http.withToken("POST", "/checkout/v2/orders", orderAnswer, { ...order, ...(sourceCode ? { sourceCode } : {}) });

async function createCheckout(http: VivaHttp, options: Options, request: CheckoutRequest): Promise<Checkout> {
  const { paymentId, amountMinor, currency, description, now, expiresAt } = request;
  const currencyCode = numberOfCurrency(currency);
  if (currencyCode === null)
    throw new ProviderError("viva", "rejected", `Viva Wallet takes no payments in ${currency}.`);
  const seconds = Math.max(60, Math.round((expiresAt.getTime() - now.getTime()) / 1000));
  const { orderCode } = await createOrder(http, options, {
    amount: amountMinor,
    currencyCode,
    customerTrns: description,
    merchantTrns: paymentId,
    paymentTimeout: seconds,
    disableExactAmount: false,
    disableCash: true,
  });
  const redirectUrl = `${options.addresses.web}/web/checkout?ref=${orderCode}`;
  return { checkoutId: orderCode, redirectUrl, expiresAt };
}

async function refund(http: VivaHttp, { sourceCode }: Options, request: RefundRequest): Promise<ReadRefund> {
  const query = new URLSearchParams({ amount: String(request.amountMinor), ...(sourceCode ? { sourceCode } : {}) });
  const answer = await http.withKey("DELETE", `/api/transactions/${request.providerPaymentId}?${query}`, cancelAnswer);
  const { ErrorCode: code, TransactionId: id, StatusId: status } = answer;
  const state = refundState(status) ?? "pending";
  if (code !== "0" || state === "failed")
    throw new ProviderError(
      "viva",
      "rejected",
      "Viva Wallet declined the refund.",
      code === "0" ? (status ?? null) : code,
    );
  // Taken, and nothing to find it by: its books say what became of it.
  if (!id) throw new ProviderError("viva", "unavailable", "Viva Wallet did not say what became of the refund.");
  return {
    ...{ providerRefundId: id, refundId: request.refundId, amountMinor: request.amountMinor },
    ...{ status: state, problem: null, at: new Date() },
  };
}
