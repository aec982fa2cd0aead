type VivaAddresses = {
  /** Payment orders and transactions. */
  api: string;
  /** Tokens. */
  accounts: string;
  /** The page on which guests pay, and the older calls that take the merchant id and API key. */
  web: string;
};

export type PaymentAddresses = { stripe: string; viva: { live: VivaAddresses; test: VivaAddresses } };

type Given = {
  STRIPE_API_URL?: string | undefined;
  VIVA_API_URL?: string | undefined;
  VIVA_ACCOUNTS_URL?: string | undefined;
  VIVA_WEB_URL?: string | undefined;
};

const published: PaymentAddresses = {
  stripe: "https://api.stripe.com",
  viva: {
    live: {
      api: "https://api.vivapayments.com",
      accounts: "https://accounts.vivapayments.com",
      web: "https://www.vivapayments.com",
    },
    test: {
      api: "https://demo-api.vivapayments.com",
      accounts: "https://demo-accounts.vivapayments.com",
      web: "https://demo.vivapayments.com",
    },
  },
};

const names = ["STRIPE_API_URL", "VIVA_API_URL", "VIVA_ACCOUNTS_URL", "VIVA_WEB_URL"] as const;

/** The providers' published addresses, unless others are set: then for live and test credentials alike. */
export function paymentAddresses(given: Given): {
  payments: PaymentAddresses;
  problems: { name: string; message: string }[];
} {
  const problems = names
    .filter((name) => given[name] !== undefined && !isSafe(given[name]))
    .map((name) => ({ name: name as string, message: "must use https (plain http is allowed on localhost only)" }));
  const { VIVA_API_URL: api, VIVA_ACCOUNTS_URL: accounts } = given;
  if ((api === undefined) !== (accounts === undefined)) {
    const name = api === undefined ? "VIVA_API_URL" : "VIVA_ACCOUNTS_URL";
    problems.push({ name, message: "is not set, but the other Viva Wallet address is" });
  }
  const own = api && accounts ? { api, accounts, web: given.VIVA_WEB_URL ?? api } : null;
  return {
    payments: {
      stripe: given.STRIPE_API_URL ?? published.stripe,
      viva: own ? { live: own, test: own } : published.viva,
    },
    problems,
  };
}

function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}
