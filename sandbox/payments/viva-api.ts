import { randomInt } from "node:crypto";
import { type Answer, type Arrived, jsonAnswer } from "../http/exchange";
import type { Sandbox } from "../sandbox";
import type { VivaAccount } from "./accounts";
import { type Books, type Charge, type Checkout, openBooks, type Refund } from "./books";
import { settleRefund } from "./perform";
import { decimal, printDigits } from "./wire";

type Call = { sandbox: Sandbox; account: VivaAccount; books: Books; arrived: Arrived };
type Handler = (call: Call, id: string) => Answer;

const answer = (status: number, value: unknown): Answer => ({
  ...{ status, headers: { "content-type": "application/json; charset=utf-8" } },
  body: Buffer.from(printDigits(value)),
});
const refuse = (status: number, message: string) => answer(status, { status, message, eventId: 0 });

const numbers: Record<string, string> = {
  "978": "EUR",
  "826": "GBP",
  "946": "RON",
  "985": "PLN",
  "203": "CZK",
  "348": "HUF",
  "752": "SEK",
  "208": "DKK",
  "975": "BGN",
};
const numberOf = (currency: string) => Object.entries(numbers).find(([, code]) => code === currency)?.[0] ?? "978";

const bodyOf = ({ body }: Arrived): Record<string, unknown> => {
  try {
    const value = JSON.parse(body.toString());
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
};

/** Sixteen digits, above what a JavaScript number holds exactly. */
const newOrderCode = () => `9${randomInt(10 ** 7, 10 ** 8)}${randomInt(10 ** 6, 10 ** 7)}`;

const createOrder: Handler = ({ account, books, arrived }) => {
  const body = bodyOf(arrived);
  const amount = Number(body.amount);
  if (!Number.isInteger(amount) || amount < 30) return refuse(400, "Amount must be at least 30.");
  const source = body.sourceCode === undefined ? "Default" : String(body.sourceCode);
  if (source !== "Default" && source !== account.sourceCode) return refuse(400, "Invalid source code.");
  const currency = numbers[String(body.currencyCode ?? account.currencyCode)];
  if (!currency || numberOf(currency) !== account.currencyCode)
    return refuse(400, "Currency is not supported by the account.");
  const id = newOrderCode();
  const timeout = Number(body.paymentTimeout ?? 1_800) * 1_000;
  const checkout: Checkout = {
    ...{ id, account: account.id, provider: "viva", amount, currency, state: "open", metadata: {} },
    ...{ createdAt: Date.now(), expiresAt: Date.now() + timeout, successUrl: "", cancelUrl: "" },
    ...{ description: String(body.customerTrns ?? ""), reference: String(body.merchantTrns ?? "") },
  };
  books.checkouts.set(id, checkout);
  return answer(200, { orderCode: { digits: id } });
};

function statusOf(charge: Charge): string {
  if (charge.state === "declined") return "E";
  return charge.refunded > 0 ? "R" : "F";
}

const readTransaction: Handler = ({ account, books }, id) => {
  const charge = books.chargesOf(account.id).find((one) => one.id === id);
  if (!charge) return refuse(404, "Transaction was not found.");
  const checkout = books.checkouts.get(charge.checkout);
  return answer(200, {
    ...{ email: "guest@example.com", fullName: "Guest", amount: decimal(charge.amount, charge.currency) },
    ...{ orderCode: { digits: charge.checkout }, statusId: statusOf(charge), currencyCode: numberOf(charge.currency) },
    ...{ insDate: new Date(charge.createdAt).toISOString(), cardNumber: "414746XXXXXX0133", cardTypeId: 0 },
    ...{ customerTrns: checkout?.description ?? "", merchantTrns: checkout?.reference ?? "", transactionTypeId: 5 },
  });
};

const listed = (charge: Charge) => ({
  ...{
    TransactionId: charge.id,
    ParentId: null,
    StatusId: statusOf(charge),
    Amount: decimal(charge.amount, charge.currency),
  },
  ...{ InsDate: new Date(charge.createdAt).toISOString(), Order: { OrderCode: { digits: charge.checkout } } },
  TransactionType: { TransactionTypeId: 5, Name: "Card charge" },
});
/** Finished, under way, failed. */
const refundStates = { succeeded: "F", pending: "A", failed: "E" } as const;

const listedRefund = (refund: Refund, charge: Charge) => ({
  ...{
    TransactionId: refund.id,
    ParentId: charge.id,
    StatusId: refundStates[refund.state],
    Amount: decimal(-refund.amount, refund.currency),
  },
  ...{ InsDate: new Date(refund.createdAt).toISOString(), Order: { OrderCode: { digits: charge.checkout } } },
  TransactionType: { TransactionTypeId: 4, Name: "Card refund" },
});

const listTransactions: Handler = ({ account, books, arrived }) => {
  const code = arrived.url.searchParams.get("ordercode") ?? "";
  const charges = books.chargesOf(account.id).filter(({ checkout }) => checkout === code);
  const Transactions = charges.flatMap((charge) => [
    listed(charge),
    ...books.refundsOfCharge(charge.id).map((refund) => listedRefund(refund, charge)),
  ]);
  return answer(200, {
    Transactions,
    ErrorCode: 0,
    ErrorText: null,
    TimeStamp: new Date().toISOString(),
    Success: true,
  });
};

const cancelTransaction: Handler = ({ sandbox, account, books, arrived }, id) => {
  const charge = books.chargesOf(account.id).find((one) => one.id === id && one.state === "paid");
  const outcome = (ErrorCode: number, ErrorText: string, refund?: Refund) =>
    answer(200, {
      ...{
        TransactionId: refund?.id ?? null,
        StatusId: refund ? refundStates[refund.state] : "E",
        ErrorCode,
        ErrorText,
      },
      ...{ TimeStamp: new Date().toISOString(), Success: ErrorCode === 0 },
    });
  if (!charge) return refuse(404, "Transaction was not found.");
  if (account.refunds === "forbid") return refuse(403, "Forbidden");
  const left = charge.amount - charge.refunded;
  const amount = Number(arrived.url.searchParams.get("amount") ?? left);
  if (!Number.isInteger(amount) || amount < 1 || amount > left)
    return outcome(403, "The amount exceeds what can be refunded.");
  if (account.refunds === "refuse") return outcome(403, "Insufficient balance.");
  const state = account.refunds === "pending" ? "pending" : "succeeded";
  return outcome(0, "", settleRefund(sandbox, account, charge, { amount, state }));
};

const states = { open: 0, expired: 1, cancelled: 2, paid: 3 } as const;

const readOrder: Handler = ({ account, books }, code) => {
  const checkout = books.checkout(code);
  if (checkout?.account !== account.id) return refuse(404, "Order was not found.");
  return answer(200, {
    ...{
      OrderCode: { digits: code },
      StateId: states[checkout.state],
      RequestAmount: decimal(checkout.amount, checkout.currency),
    },
    ...{ MerchantTrns: checkout.reference, CustomerTrns: checkout.description, SourceCode: account.sourceCode },
    ExpirationDate: new Date(checkout.expiresAt).toISOString(),
  });
};

const cancelOrder: Handler = ({ account, books }, code) => {
  const checkout = books.checkout(code);
  if (checkout?.account !== account.id) return refuse(404, "Order was not found.");
  if (checkout.state !== "open")
    return answer(200, { OrderCode: { digits: code }, ErrorCode: 403, ErrorText: "Not open.", Success: false });
  books.checkouts.set(code, { ...checkout, state: "cancelled" });
  return answer(200, { OrderCode: { digits: code }, ErrorCode: 0, ErrorText: null, Success: true });
};

const issueToken: Handler = ({ sandbox, account, arrived }) => {
  if (new URLSearchParams(arrived.body.toString()).get("grant_type") !== "client_credentials")
    return jsonAnswer(400, { error: "unsupported_grant_type" });
  return jsonAnswer(200, {
    ...{ access_token: sandbox.payments.issueToken(account), expires_in: 3600, token_type: "Bearer" },
    scope: "urn:viva:payments:core:api:redirectcheckout",
  });
};

const uuid = "([0-9a-f-]{36})";
const routes: [method: string, path: RegExp, handle: Handler, credentials: "bearer" | "basic"][] = [
  ["POST", /^\/connect\/token$/, issueToken, "basic"],
  ["POST", /^\/checkout\/v2\/orders$/, createOrder, "bearer"],
  ["GET", new RegExp(`^/checkout/v2/transactions/${uuid}$`), readTransaction, "bearer"],
  ["GET", /^\/api\/transactions\/?$/, listTransactions, "basic"],
  ["DELETE", new RegExp(`^/api/transactions/${uuid}$`), cancelTransaction, "basic"],
  ["GET", /^\/api\/orders\/(\d+)$/, readOrder, "basic"],
  ["DELETE", /^\/api\/orders\/(\d+)$/, cancelOrder, "basic"],
  ["GET", /^\/api\/messages\/config\/token$/, ({ account }) => answer(200, { Key: account.verificationKey }), "basic"],
];

export async function answerViva(sandbox: Sandbox, arrived: Arrived): Promise<Answer> {
  const { method, headers } = arrived.request;
  for (const [wanted, path, handle, credentials] of routes) {
    const match = path.exec(arrived.url.pathname);
    if (!match || wanted !== method) continue;
    const account = sandbox.payments.ofViva(arrived);
    if (!account || !headers.authorization?.toLowerCase().startsWith(credentials))
      return path.source.includes("connect")
        ? jsonAnswer(400, { error: "invalid_client" })
        : refuse(401, "Unauthorized");
    return handle({ sandbox, account, arrived, books: openBooks(sandbox.store) }, match[1] ?? "");
  }
  return refuse(404, "Not found");
}
