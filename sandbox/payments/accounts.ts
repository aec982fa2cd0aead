import { randomBytes, randomUUID } from "node:crypto";
import type { Arrived } from "../http/exchange";
import { basicClientId } from "../http/recorder";
import type { Store } from "../state/store";

/** What one account does when money is to go back: at once, later, or not; `forbid`: its keys are good for everything but this. */
export const refundModes = ["succeed", "pending", "refuse", "forbid"] as const;
export type RefundMode = (typeof refundModes)[number];

export type StripeEndpoint = {
  id: string;
  url: string;
  events: string[];
  secret: string;
  /** Switched off in the dashboard, or by Stripe itself after days without an answer. */
  disabled?: boolean;
};

type Common = {
  id: string;
  name: string;
  refunds: RefundMode;
  /** Its keys are refused, as after they were rolled or the account was closed. */
  keysRevoked?: boolean;
};

export type StripeAccount = Common & {
  provider: "stripe";
  secretKey: string;
  livemode: boolean;
  endpoints: StripeEndpoint[];
};

export type VivaAccount = Common & {
  provider: "viva";
  /** The merchant id. */
  apiKey: string;
  clientId: string;
  clientSecret: string;
  sourceCode: string;
  currencyCode: string;
  /** What a webhook's address must answer to be accepted. */
  verificationKey: string;
  /** Set by hand in the banking app, after the handshake. */
  webhookUrl: string | null;
  /** Where the payment source sends guests. */
  successUrl: string | null;
  failureUrl: string | null;
};

export type PaymentAccount = StripeAccount | VivaAccount;

export const randomId = (prefix: string, bytes = 12) => `${prefix}${randomBytes(bytes).toString("hex")}`;

export function newStripeAccount({ name, livemode = false }: { name: string; livemode?: boolean }): StripeAccount {
  return {
    ...{ provider: "stripe", id: randomId("acct_", 8), name, livemode, refunds: "succeed", endpoints: [] },
    secretKey: randomId(livemode ? "sk_live_" : "sk_test_", 24),
  };
}

export function newVivaAccount({ name }: { name: string }): VivaAccount {
  return {
    ...{ provider: "viva", id: randomUUID(), name, refunds: "succeed", apiKey: randomId("", 15) },
    ...{ clientId: `${randomId("", 16)}.apps.vivapayments.com`, clientSecret: randomId("", 16) },
    ...{ sourceCode: "4821", currencyCode: "978", verificationKey: randomId("", 20).toUpperCase() },
    ...{ webhookUrl: null, successUrl: null, failureUrl: null },
  };
}

export type PaymentAccounts = {
  store: Store;
  list(): PaymentAccount[];
  get(id: string): PaymentAccount | undefined;
  save(account: PaymentAccount): void;
  ofStripe(arrived: Arrived): StripeAccount | undefined;
  ofViva(arrived: Arrived): VivaAccount | undefined;
  /** Viva Wallet's bearer tokens: worthless after an hour or a restart. */
  issueToken(account: VivaAccount): string;
};

/** The demo's two accounts are there from the first start, so that their keys can be copied from the page. */
export function openPaymentAccounts(store: Store): PaymentAccounts {
  const accounts = store.collection<PaymentAccount>("payment-accounts");
  if (accounts.entries().length === 0)
    for (const account of [newStripeAccount({ name: "Brasserie Demo" }), newVivaAccount({ name: "Brasserie Demo" })])
      accounts.set(account.id, account);
  const tokens = new Map<string, { accountId: string; until: number }>();
  const all = () => accounts.entries().map(([, account]) => account);
  const accepted = () => all().filter(({ keysRevoked }) => !keysRevoked);
  const stripe = () => accepted().filter((account) => account.provider === "stripe");
  const viva = () => accepted().filter((account) => account.provider === "viva");

  return {
    store,
    list: all,
    get: (id) => accounts.get(id),
    save: (account) => accounts.set(account.id, account),
    ofStripe: ({ request }) => {
      const header = request.headers.authorization ?? "";
      const key = /^bearer (\S+)$/i.exec(header)?.[1] ?? basicUser(header);
      return stripe().find(({ secretKey }) => secretKey === key);
    },
    ofViva: ({ request }) => {
      const header = request.headers.authorization ?? "";
      const bearer = tokens.get(/^bearer (\S+)$/i.exec(header)?.[1] ?? "");
      if (bearer) return viva().find(({ id }) => id === bearer.accountId && bearer.until > Date.now());
      const pair = basicPair(header);
      return viva().find(
        ({ id, apiKey, clientId, clientSecret }) =>
          (pair?.[0] === id && pair[1] === apiKey) || (pair?.[0] === clientId && pair[1] === clientSecret),
      );
    },
    issueToken: (account) => {
      const token = randomId("", 32);
      tokens.set(token, { accountId: account.id, until: Date.now() + 3_600_000 });
      return token;
    },
  };
}

const basicUser = (header: string) => basicClientId(header);

function basicPair(header: string): [string, string] | undefined {
  const encoded = /^basic (\S+)$/i.exec(header)?.[1];
  if (!encoded) return undefined;
  const text = Buffer.from(encoded, "base64").toString();
  const colon = text.indexOf(":");
  return [text.slice(0, colon), text.slice(colon + 1)];
}
