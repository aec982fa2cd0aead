/** What is remembered of one request: never a header, a token or a body. */
export type Exchange = {
  operation: string;
  /** Null: no answer came, or nothing was sent (see `note`). */
  status: number | null;
  durationMs: number;
  /** One for all attempts of a call; sent along as `X-Correlation-Id`. */
  correlationId: string;
  /** From 2 for a call that was sent again. */
  attempt?: number;
  note?: string;
};

export type Recorder = (exchange: Exchange) => void;

export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

/** A body larger than its cap is not read to the end. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/** Reads at most `maxBytes`; the rest is never asked for. */
export async function readCapped(response: Response, maxBytes: number): Promise<string> {
  if (!response.body) return "";
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new BodyTooLargeError(`the answer is larger than ${maxBytes} bytes`);
    }
    chunks.push(part.value);
  }
  return new TextDecoder().decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
}

const neverArrived = new Map([
  ["ECONNREFUSED", "connection refused"],
  ["ENOTFOUND", "host name not found"],
  ["EAI_AGAIN", "host name not found"],
  ["UND_ERR_CONNECT_TIMEOUT", "no connection in time"],
]);

/** A short word for the log on why no answer came, never the error's own text, which may quote what was sent. */
export function networkFailure(error: unknown): { reason: string; mayHaveArrived: boolean } {
  if (!(error instanceof Error)) return { reason: "no answer", mayHaveArrived: true };
  if (error.name === "TimeoutError" || error.name === "AbortError")
    return { reason: "no answer in time", mayHaveArrived: true };
  const code = error.cause instanceof Error && "code" in error.cause ? String(error.cause.code) : "";
  const known = neverArrived.get(code);
  return { reason: known ?? "connection lost", mayHaveArrived: known === undefined };
}

export const networkReason = (error: unknown): string => networkFailure(error).reason;
