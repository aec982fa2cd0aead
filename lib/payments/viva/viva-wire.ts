import { parse } from "lossless-json";
import { z } from "zod";

/** Numbers stay the text that they were: order codes are beyond 2^53, amounts are decimals. Undefined for what is no JSON. */
export function parseLossless(text: string): unknown {
  try {
    return parse(text, undefined, (digits) => digits);
  } catch {
    return undefined;
  }
}

const digits = z.string().regex(/^\d{1,20}$/);
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
const text = z.string();

export const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: digits });
export const orderAnswer = z.object({ orderCode: digits });
export const keyAnswer = z.object({ Key: z.string().min(1).max(200) });

/** `GET /api/orders/{code}`: 0 waits, 1 expired, 2 cancelled, 3 paid. */
export const orderState = z.object({ StateId: digits });

/** `GET /api/transactions?ordercode=`: the order's attempts, and what was given back as children of the one that succeeded. */
export const transactionList = z.object({
  Transactions: z
    .array(
      z.object({
        TransactionId: z.uuid(),
        ParentId: z.uuid().nullish(),
        StatusId: text,
        Amount: decimal,
        InsDate: text.nullish(),
        Order: z.object({ OrderCode: digits.nullish() }).nullish(),
      }),
    )
    .default([]),
});

/** `GET /checkout/v2/transactions/{id}`. */
export const transaction = z.object({
  statusId: text,
  amount: decimal,
  orderCode: digits,
  currencyCode: z.string().regex(/^\d{3}$/),
  insDate: text.nullish(),
  merchantTrns: text.nullish(),
});

export const cancelAnswer = z.object({
  TransactionId: z.uuid().nullish(),
  StatusId: text.nullish(),
  ErrorCode: z.string(),
  ErrorText: text.nullish(),
});

/** How a refund stands: finished, failed, or still under way. A dispute hangs on the payment too, and is none; null for it. */
export function refundState(statusId: string | null | undefined): "succeeded" | "failed" | "pending" | null {
  if (statusId === "F") return "succeeded";
  if (statusId === "E") return "failed";
  return statusId?.startsWith("M") ? null : "pending";
}

/** A webhook's body: of what it claims only where to look is used. */
export const notice = z.object({
  EventTypeId: digits,
  EventData: z.object({
    ...{ OrderCode: digits, TransactionId: z.uuid().nullish(), MerchantId: z.uuid().toLowerCase().nullish() },
    /** Where it is one of ours, the payment's id. */
    MerchantTrns: z.string().nullish().catch(null),
  }),
});

/** ISO 4217 numbers of the currencies that Viva Wallet settles in. */
const currencies: Record<string, string> = {
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

export const currencyOfNumber = (number: string): string => currencies[number] ?? number;

export function numberOfCurrency(currency: string): number | null {
  const found = Object.entries(currencies).find(([, code]) => code === currency);
  return found ? Number(found[0]) : null;
}

/** Viva Wallet writes some times without a zone; those say nothing. */
export function readInstant(value: string | null | undefined): Date | null {
  if (!value || !/(Z|[+-]\d\d:\d\d)$/.test(value)) return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : at;
}
