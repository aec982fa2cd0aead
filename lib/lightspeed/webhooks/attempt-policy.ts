import type { ClaimedEvent, Finish } from "@/db/queries/webhook-work";
import type { WebhookAttempt } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { KSeriesError, KSeriesInputError } from "@/lib/k-series";
import { explainFailure } from "@/lib/lightspeed/connection/explain-failure";
import type { EventOutcome } from "./handle-event";

const failurePauses = [2, 10, 60, 300, 1_800, 7_200, 21_600];
const parkedPauses = [2, 5, 20, 60, 300, 900, 3_600];
/** A message that is still unmatched after this long is only tried again when something with its reference appears. */
const PARKED_FOR_MS = 24 * 3_600_000;
export const MAX_FAILURES = failurePauses.length + 1;
export const MAX_CRASHES = 3;

const remedies = {
  refused: "Check which Lightspeed location is linked to which Upvendo location. If it is right, tell Upvendo support.",
  failed: "Upvendo can be told of it with the message's id. Once the cause is gone, press Redeliver.",
  crashed: "Tell Upvendo support the message's id. It is kept, and can be redelivered once the cause is gone.",
};

type Run = { at: string; durationMs: number };
type Settled = Pick<Finish, "status" | "outcome" | "remedy" | "againInSeconds">;

const attemptOf = (
  event: ClaimedEvent,
  run: Run | null,
  result: WebhookAttempt["result"],
  what: string,
): WebhookAttempt => ({
  at: run?.at ?? new Date().toISOString(),
  trigger: event.trigger,
  ...(event.trigger === "replay" && event.replayedBy ? { by: event.replayedBy } : {}),
  result,
  what,
  durationMs: run?.durationMs ?? null,
});

/** What becomes of an event that was worked on to the end. */
export function settle(event: ClaimedEvent, { result, what }: EventOutcome, run: Run): Finish {
  const settled: Settled = { status: "processed", outcome: what, remedy: null, againInSeconds: null };
  if (result === "refused") {
    const attempt = attemptOf(event, run, "failed", what);
    return { ...settled, status: "dead", remedy: remedies.refused, attempt };
  }
  const attempt = attemptOf(event, run, result, what);
  if (result !== "parked") return { ...settled, status: result, attempt };
  const parkings = event.history.filter((one) => one.result === "parked").length;
  const waited = Date.parse(run.at) - event.receivedAt.getTime();
  const pause = parkedPauses[Math.min(parkings, parkedPauses.length - 1)] ?? null;
  return { ...settled, status: "parked", againInSeconds: waited > PARKED_FOR_MS ? null : pause, attempt };
}

/** What becomes of an event whose handler failed: later again, or dead with the reason. */
export function settleFailure(event: ClaimedEvent, error: unknown, run: Run): Finish {
  const { what, remedy } = reasonOf(error);
  const pause = failurePauses[failuresInARow(event)];
  return {
    status: pause === undefined ? "dead" : "received",
    outcome: what,
    remedy: pause === undefined ? remedy : null,
    againInSeconds: pause ?? null,
    attempt: attemptOf(event, run, "failed", what),
  };
}

/** Of an event over which workers ended, again and again; null while it may still be tried. */
export function settleCrashes(event: ClaimedEvent): Finish | null {
  if (event.crashes < MAX_CRASHES) return null;
  const what = `The worker ended ${event.crashes} times while it was at this message.`;
  const attempt = attemptOf(event, null, "crashed", what);
  return { status: "dead", outcome: what, remedy: remedies.crashed, againInSeconds: null, attempt };
}

/** Since the last success or replay: a replay gets its own tries. */
function failuresInARow({ trigger: now, history }: ClaimedEvent): number {
  if (now === "replay") return 0;
  const newest = [...history].reverse();
  const other = newest.findIndex(({ result }) => result !== "failed");
  const replay = newest.findIndex(({ trigger }) => trigger === "replay");
  const ends = [other, replay === -1 ? -1 : replay + 1].filter((index) => index !== -1);
  return ends.length === 0 ? newest.length : Math.min(...ends);
}

const isVendors = (error: unknown): error is KSeriesError =>
  error instanceof KSeriesError && !(error instanceof KSeriesInputError);

/** What has words of its own for the merchant, and is no fault of ours. */
export const isForeseen = (error: unknown): boolean => error instanceof AppError || isVendors(error);

function reasonOf(error: unknown): { what: string; remedy: string } {
  if (error instanceof AppError) return { what: error.message, remedy: remedies.failed };
  if (isVendors(error)) {
    const { message, remedy } = explainFailure(error);
    return { what: message, remedy: `${remedy} Then press Redeliver.` };
  }
  const name = error instanceof Error ? error.name : "unknown";
  return {
    what: `Upvendo could not work on this message: an unforeseen fault (${name}).`,
    remedy: remedies.failed,
  };
}
