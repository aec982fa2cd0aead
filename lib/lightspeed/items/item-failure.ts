import { AppError } from "@/lib/errors";
import { KSeriesHttpError, KSeriesNetworkError } from "@/lib/k-series";
import { storableText } from "@/lib/storable-text";
import { explainFailure } from "../connection/explain-failure";

/** A failed call of Items or Rich Items as what the merchant is told; throws what was not foreseen. */
export function itemFailure(error: unknown, what: string): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof KSeriesNetworkError && error.mayHaveArrived)
    return new AppError(
      "k_series_unavailable",
      `Lightspeed did not answer, so it is not known whether ${what}. Open it again and look before you repeat it.`,
      { cause: error },
    );
  if (error instanceof KSeriesHttpError && error.status === 400) return refusedFields(error);
  const { message, remedy } = explainFailure(error);
  return new AppError("k_series_unavailable", `${message} ${remedy} Nothing was changed.`, { cause: error });
}

function refusedFields(error: KSeriesHttpError): AppError {
  const fields = error.fields.map(({ field, message }) => `${field}: ${message}`).join("; ");
  const reason = storableText(fields || error.reason).slice(0, 300);
  return new AppError("invalid_input", `Lightspeed refused this: ${reason}. Nothing was changed.`, { cause: error });
}
