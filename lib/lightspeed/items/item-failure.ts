import { AppError } from "@/lib/errors";
import { KSeriesHttpError, KSeriesNetworkError, KSeriesResponseError } from "@/lib/k-series";
import { storableText } from "@/lib/storable-text";
import { explainFailure } from "../connection/explain-failure";

/**
 * A write whose effect only a look at Lightspeed can tell: no answer, one that cannot be read, or a fault of theirs that may have come
 * after the work. 429 too: seen from proxies in front of servers that had done it.
 */
export function mayHaveHappened(error: unknown): boolean {
  if (error instanceof KSeriesNetworkError) return error.mayHaveArrived;
  return error instanceof KSeriesResponseError || (error instanceof KSeriesHttpError && error.transient);
}

/** A failed call of Items or Rich Items as what the merchant is told; throws what was not foreseen. `unchanged`: a read, or somebody looked. */
export function itemFailure(error: unknown, what: string, outcome: "unknown" | "unchanged" = "unknown"): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof KSeriesHttpError && error.status === 400) return refusedFields(error);
  const { message, remedy } = explainFailure(error);
  if (outcome === "unknown" && mayHaveHappened(error))
    return new AppError(
      "k_series_unavailable",
      `${message} It is not known whether ${what}. Open it again and look before you repeat it.`,
      { cause: error },
    );
  return new AppError("k_series_unavailable", `${message} ${remedy} Nothing was changed.`, { cause: error });
}

function refusedFields(error: KSeriesHttpError): AppError {
  const fields = error.fields.map(({ field, message }) => `${field}: ${message}`).join("; ");
  const reason = storableText(fields || error.reason).slice(0, 300);
  return new AppError("invalid_input", `Lightspeed refused this: ${reason}. Nothing was changed.`, { cause: error });
}
