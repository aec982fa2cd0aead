import { AppError } from "@/lib/errors";
import {
  KSeriesAuthError,
  KSeriesForbiddenError,
  KSeriesHttpError,
  KSeriesNetworkError,
  KSeriesNotSentError,
  KSeriesResponseError,
  operations,
} from "@/lib/k-series";
import { storableText } from "@/lib/storable-text";

/** What went wrong and what to do about it, for a restaurant owner. */
export type Explanation = { message: string; remedy: string };

const RECONNECT = "Click Reconnect on the Settings tab.";
const SOON = "Try again in a minute.";
const IF_IT_LASTS = "Try again in a minute. If it lasts, check Lightspeed's status page.";

export const notGranted = (scope: string): Explanation => ({
  message: `The permission ${scope} was not granted.`,
  remedy: "Click Reconnect and allow every permission on Lightspeed's screen.",
});

export const noAnswer: Explanation = { message: "Lightspeed did not answer in time.", remedy: IF_IT_LASTS };

const heldBack: Explanation = {
  message: "Lightspeed was not asked just now: its last answers failed, or it asked us to slow down.",
  remedy: SOON,
};

/** A call's failure in the merchant's words. Throws what was not foreseen. With the granted scopes it tells which one is missing. */
export function explainFailure(error: unknown, scopes?: readonly string[]): Explanation {
  if (error instanceof AppError)
    return { message: error.message, remedy: error.code === "k_series_unavailable" ? SOON : RECONNECT };
  if (error instanceof KSeriesAuthError)
    return { message: "Lightspeed does not accept our permission.", remedy: RECONNECT };
  if (error instanceof KSeriesForbiddenError) return explainForbidden(error, scopes);
  if (error instanceof KSeriesNotSentError) return heldBack;
  if (error instanceof KSeriesNetworkError) return noAnswer;
  if (error instanceof KSeriesResponseError)
    return { message: "Lightspeed answered in an unexpected form.", remedy: "Tell Upvendo support." };
  if (error instanceof KSeriesHttpError) return explainStatus(error);
  throw error;
}

function explainForbidden({ operation }: KSeriesForbiddenError, scopes?: readonly string[]): Explanation {
  const needed = scopeOf(operation);
  if (needed && scopes && !scopes.includes(needed)) return notGranted(needed);
  return {
    message: "Lightspeed refuses access (403).",
    remedy:
      "Check that the Lightspeed user is an admin or owner with access to this location, then Reconnect and allow every permission.",
  };
}

/** "menus.load" → "orders-api". */
function scopeOf(name: string): string | undefined {
  const [family = "", operation = ""] = name.split(".");
  const rows: Record<string, Record<string, { scope: string }>> = operations;
  return rows[family]?.[operation]?.scope;
}

function explainStatus({ status, reason }: KSeriesHttpError): Explanation {
  if (status === 429) return { message: "Lightspeed asks us to slow down (429).", remedy: SOON };
  if (status >= 500) return { message: `Lightspeed has a fault of its own (${status}).`, remedy: IF_IT_LASTS };
  if (status === 404)
    return {
      message: "Lightspeed does not know this location (404).",
      remedy: "Check the location link on the Settings tab.",
    };
  return {
    message: `Lightspeed refused the call (${status} ${storableText(reason)}).`,
    remedy: "Check the location link on the Settings tab, then tell Upvendo support.",
  };
}
