import { AppError } from "@/lib/errors";
import { type Check, KSeriesError, KSeriesHttpError, KSeriesNotFoundError } from "@/lib/k-series";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { within } from "@/lib/lightspeed/connection/time-limit";
import type { Services } from "@/lib/services";
import type { CartContext, Finding, VerdictReason } from "./pre-flight";

const reasons = {
  gone: {
    code: "check_gone",
    message: "The chosen check is not open on the till any more.",
    remedy:
      "Read the open checks again and choose another one, or leave it out: the order then gets a check of its own.",
  },
  moved: (table: string): VerdictReason => ({
    code: "table_moved",
    message: `The staff moved the chosen check to table ${table}.`,
    remedy: "Ask the guest, and send the order with the table where the check is now.",
  }),
};

/** The open check that the lines are to be added to: still open, and at the table that the guest is told. Before money is taken. */
export async function checkTarget(services: Services, context: CartContext): Promise<Finding> {
  const { draft, connected, businessLocationId, questionMs } = context;
  if (draft.addToCheck === null || !connected) return { reasons: [], proofs: [] };
  const asked = kSeriesFor(services, draft.merchantId, { timeoutMs: questionMs })
    .checks.get({
      accountIdentifier: draft.addToCheck,
      currency: draft.currency,
      query: { businessLocationId },
    })
    .catch(noneOr);
  const check = await within<Check | "none" | null>(questionMs, asked, () => null);
  const about = "check";
  if (check === null)
    return { reasons: [], proofs: [{ about, at: null, message: "Lightspeed did not show the chosen check in time." }] };
  if (check === "none" || check.closedAt) return { reasons: [reasons.gone], proofs: [] };
  const table = check.tableNumber === null || check.tableNumber === undefined ? null : String(check.tableNumber);
  if (draft.tableNumber !== null && table !== null && table !== String(Number(draft.tableNumber)))
    return { reasons: [reasons.moved(table)], proofs: [] };
  return { reasons: [], proofs: [{ about, at: services.now().toISOString(), message: "The chosen check is open." }] };
}

function noneOr(error: unknown): "none" | null {
  if (error instanceof KSeriesNotFoundError) return "none";
  // A malformed account identifier is one that does not exist.
  if (error instanceof KSeriesHttpError && error.status === 400) return "none";
  if (error instanceof KSeriesError || error instanceof AppError) return null;
  throw error;
}
