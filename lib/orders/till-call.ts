import type { TokenRow } from "@/db/queries/connection-tokens";
import { AppError } from "@/lib/errors";
import {
  type Exchange,
  KSeriesAuthError,
  type KSeriesClient,
  KSeriesError,
  KSeriesForbiddenError,
  KSeriesHttpError,
  KSeriesInputError,
  KSeriesNetworkError,
  KSeriesReferenceUsedError,
} from "@/lib/k-series";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import type { Services } from "@/lib/services";
import { CLAIM_MS } from "./patience";

/**
 * What became of one call that has an effect.
 * `accepted`: queued for the till, now or by an earlier try. `refused`: certainly not taken, and will not be; `afterDoubt` where an earlier attempt of the same call may have been. `unsent`: certainly not taken,
 * and may be tried again. `unknown`: nobody can say; only the same reference may be tried again.
 */
export type CallOutcome =
  | { kind: "accepted"; earlier: boolean }
  | { kind: "refused"; code: string; detail: string; afterDoubt: boolean }
  | { kind: "unsent"; code: string; detail: string; retryAfterMs: number }
  | { kind: "unknown"; code: string; detail: string };

export type TillCall = { outcome: CallOutcome; exchanges: Exchange[]; startedAt: Date };

/** Thrown right before a request leaves, where the caller's turn is over. Nothing was sent by it. */
export class TurnOverError extends Error {
  override readonly name = "TurnOverError";
}

type Call = (client: KSeriesClient) => Promise<unknown>;

/** `claimedAtMs`: by the process's own clock; whoever was frozen since then sends nothing. `tokens`: as they stood then. */
export type TillClaim = { claimedAtMs: number; tokens?: TokenRow | null };

/** Makes one call for a claimed order. */
export async function callTill(
  services: Services,
  merchantId: string,
  { claimedAtMs, tokens = null }: TillClaim,
  call: Call,
): Promise<TillCall> {
  const exchanges: Exchange[] = [];
  const startedAt = services.now();
  const client = kSeriesFor(services, merchantId, {
    tokens,
    record: (exchange) => exchanges.push(exchange),
    beforeSend: () => {
      if (performance.now() - claimedAtMs > CLAIM_MS) throw new TurnOverError("this worker's turn is over");
    },
  });
  try {
    await call(client);
    return { outcome: { kind: "accepted", earlier: false }, exchanges, startedAt };
  } catch (error) {
    return { outcome: readOutcome(error), exchanges, startedAt };
  }
}

export function readOutcome(error: unknown): CallOutcome {
  // The reference is ours alone, so "used before" means that an earlier try arrived.
  if (error instanceof KSeriesReferenceUsedError) return { kind: "accepted", earlier: true };
  if (error instanceof TurnOverError) return unsent("turn_over", "The worker was held up; another one goes on.", 0);
  if (error instanceof KSeriesInputError)
    return { kind: "refused", code: "input", detail: reasonOf(error), afterDoubt: false };
  if (error instanceof KSeriesNetworkError) {
    const askedMs = "retryAfterMs" in error && typeof error.retryAfterMs === "number" ? error.retryAfterMs : 0;
    return error.mayHaveArrived
      ? { kind: "unknown", code: "no_answer", detail: reasonOf(error) }
      : unsent("unreachable", reasonOf(error), askedMs);
  }
  if (error instanceof KSeriesAuthError || error instanceof KSeriesForbiddenError) {
    return unsent(`http:${error.status}`, error.reason, 15_000);
  }
  if (error instanceof KSeriesHttpError) {
    if (error.status === 429) return unsent("http:429", error.reason, error.retryAfterMs ?? 5_000);
    if (error.status >= 500) return { kind: "unknown", code: `http:${error.status}`, detail: error.reason };
    const fields = error.fields.map(({ field, message }) => `${field}: ${message}`).join("; ");
    const { status, reason, afterDoubt } = error;
    return { kind: "refused", code: `http:${status}`, detail: fields || reason, afterDoubt };
  }
  // A success that cannot be read, and everything else of the vendor's: it may have been taken.
  if (error instanceof KSeriesError) return { kind: "unknown", code: "unreadable", detail: reasonOf(error) };
  if (error instanceof AppError) return unsent(error.code, error.message, 15_000);
  throw error;
}

const unsent = (code: string, detail: string, retryAfterMs: number): CallOutcome => ({
  ...{ kind: "unsent", code, detail, retryAfterMs },
});

const reasonOf = (error: Error) => error.message.slice(0, 300);
