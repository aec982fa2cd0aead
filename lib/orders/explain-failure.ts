import {
  type FailureWords,
  type Fix,
  flagWords,
  httpWords,
  orderReasons,
  ownCodes,
  paymentErrors,
  unknownWords,
} from "./failure-words";

/** "Why did this fail?" for a restaurant owner. */
export type FailureExplanation = {
  cause: string;
  /** What was said, word for word; null where nobody said anything. */
  evidence: string | null;
  remedy: string;
  fix: Fix | null;
  /** False: nobody has described this reason yet, so the evidence is all there is. */
  known: boolean;
};

type Failure = { code: string; detail: string | null };

export function explainOrderFailure({ code, detail }: Failure): FailureExplanation {
  const words = wordsFor(code, detail ?? "");
  return told(words ?? unknownWords, { evidence: detail ?? code, known: words !== null });
}

/** A money matter that is flagged beside the order's state. */
export function explainFlag(flag: string, detail: string | null): FailureExplanation {
  const words = flagWords[flag];
  return told(words ?? unknownWords, { evidence: detail ?? flag, known: words !== undefined });
}

function wordsFor(code: string, detail: string): FailureWords | null {
  const own = ownCodes[code];
  if (own) return own;
  const payment = code.startsWith("pay:") ? paymentErrors[code.slice(4)] : undefined;
  // "Unknown" with a sentence that is known is known.
  if (payment) return code === "pay:UNKNOWN" ? (reasonWords(detail) ?? payment) : payment;
  const http = /^http:(\d)(\d\d)$/.exec(code);
  if (http) return reasonWords(detail) ?? httpWords[`${http[1]}${http[2]}`] ?? httpWords[`${http[1]}xx`] ?? null;
  return reasonWords(detail);
}

const reasonWords = (detail: string): FailureWords | null =>
  orderReasons.find(({ pattern }) => pattern.test(detail))?.words ?? null;

const told = (
  { cause, remedy, fix }: FailureWords,
  { evidence, known }: Pick<FailureExplanation, "evidence" | "known">,
): FailureExplanation => ({ cause, evidence, remedy, fix: fix ?? null, known });
