import type { TenantTransaction } from "@/db/client";
import { insertTimelineOfPayment } from "@/db/queries/order-timeline";
import type { Payment } from "@/db/schema";
import { redact } from "@/lib/redact";
import type { Services } from "@/lib/services";
import { storableText } from "@/lib/storable-text";
import { type Exchange, gatherExchanges } from "./exchanges";
import type { Reading } from "./provider-client";
import { ProviderError, providerNames } from "./provider-error";

type Seen = { startedAt: Date; durationMs: number; exchanges: Exchange[] };

/** One call to a provider: what it answered, or why it did not, and what was seen of it on the way. */
export type ProviderCall<T> = Seen & ({ answer: T; error: null } | { error: ProviderError });

/** Makes a call that is written down afterwards. What is no fault of the provider's is thrown on. */
export async function callProvider<T>(
  { now }: Pick<Services, "now">,
  call: () => Promise<T>,
): Promise<ProviderCall<T>> {
  const exchanges: Exchange[] = [];
  const startedAt = now();
  const begun = performance.now();
  const seen = () => ({ startedAt, exchanges, durationMs: Math.round(performance.now() - begun) });
  try {
    const answer = await gatherExchanges(exchanges, call);
    return { ...seen(), answer, error: null };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { ...seen(), error };
  }
}

/** Why a provider is asked. */
export type Because = keyof typeof reasons;

const reasons = {
  notice: "a notice came",
  due: "it was time to look",
  returned: "the guest came back",
  replaced: "another page takes its place",
  over: "its time is over",
  refund: "money goes back",
} as const;

type About<T> = {
  operation: "openPage" | "readPayment" | "closePage" | "refund";
  because?: Because;
  attempt?: number;
  /** How often this may have failed by now, where tries are not counted. */
  times?: number;
  /** A person, where one caused it. */
  actor?: string | null;
  detail?: object;
  /** What a good answer means, in words, and what of it is kept: no card, no guest. */
  told: (answer: T) => { message: string; detail?: object };
};

/** Writes a call to the provider down in the timeline of the order that is paid; one that failed like those before only now and then. */
export function recordCall<T>(
  tx: TenantTransaction,
  { orderId, provider }: Pick<Payment, "orderId" | "provider">,
  call: ProviderCall<T>,
  { operation, because, attempt, times = attempt ?? 1, actor, detail, told }: About<T>,
): void {
  const { startedAt, durationMs, exchanges, error } = call;
  if (error !== null && !isToldAgain(times)) return;
  const last = exchanges.at(-1);
  const good = error === null ? told(call.answer) : { message: refusalOf(error) };
  insertTimelineOfPayment(tx, {
    ...{ orderId, at: startedAt, direction: "out", kind: `${provider}.${operation}`, durationMs },
    message: storableText(because ? `${good.message} Asked because ${reasons[because]}.` : good.message).slice(
      0,
      1_000,
    ),
    ...{ attempt: attempt ?? null, actor: actor ?? null },
    ...{ httpStatus: last?.status ?? null, correlationId: last?.requestId ?? null },
    detail: redact({ ...detail, ...good.detail, requests: exchanges }),
  });
}

const refusalOf = ({ provider, transient, explanation }: ProviderError): string =>
  transient
    ? `No answer that tells the outcome: ${explanation}`
    : `${providerNames[provider]} refused it: ${explanation}`;

/** The same answer again and again has a line the first five times, and then each time that their number has doubled. */
export const isToldAgain = (times: number): boolean => times <= 5 || Number.isInteger(Math.log2(times));

const states: Record<Reading["state"], string> = {
  open: "Not paid yet.",
  captured: "Paid.",
  failed: "The payment failed.",
  cancelled: "Not paid, and the page to pay on is closed.",
};

/** What a reading says, without a word about the card. */
export const wordsOfReading = ({ state, capture, refunds, mismatches }: Reading) => ({
  message: states[state],
  detail: {
    state,
    ...(capture ? { capture } : {}),
    ...(mismatches.length > 0 ? { mismatches } : {}),
    ...(refunds.length > 0
      ? {
          refunds: refunds.map(({ providerRefundId, amountMinor, status }) => ({
            providerRefundId,
            amountMinor,
            status,
          })),
        }
      : {}),
  },
});

/** Whether a reading says anything that the payment's row does not. */
export const isNews = ({ state, refunds }: Reading, { status, refundedMinor }: Payment): boolean =>
  state !== status || refunds.some(({ status: of }) => of === "pending") || givenBack(refunds) !== refundedMinor;

const givenBack = (refunds: Reading["refunds"]) =>
  refunds.reduce((sum, { status, amountMinor }) => (status === "failed" ? sum : sum + amountMinor), 0);
