import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";

/** Far above any notification: the largest samples, a check with all its lines, stay below a tenth of it. */
export const BODY_LIMIT = 64 * 1024;
const TIME_LIMIT_MS = 10_000;

export type ReadBody = { text: string } | { fault: "too_large" | "too_slow" | "malformed" };

/** Reads no more than the limit, whatever Content-Length says, and not for ever. */
export async function readBody(body: AsyncIterable<Uint8Array> | null, limitMs = TIME_LIMIT_MS): Promise<ReadBody> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<"too_slow">((resolve) => {
    timer = setTimeout(() => resolve("too_slow"), limitMs);
  });
  const iterator = body?.[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await Promise.race([iterator?.next() ?? { done: true as const, value: undefined }, tooSlow]);
      if (step === "too_slow") return { fault: "too_slow" };
      if (step.done) break;
      length += step.value.byteLength;
      if (length > BODY_LIMIT) return { fault: "too_large" };
      chunks.push(step.value);
    }
  } catch {
    // The sender broke off.
    return { fault: "malformed" };
  } finally {
    clearTimeout(timer);
  }
  return decode(Buffer.concat(chunks, length));
}

/** The same of a request of Node's own, by its events: a third of the work. Against slowness the server's own time limit stands. */
export function readRequest(request: IncomingMessage): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.byteLength;
      if (length <= BODY_LIMIT) chunks.push(chunk);
      else resolve({ fault: "too_large" });
    });
    request.once("end", () => resolve(decode(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))));
    // The sender broke off.
    request.once("close", () => resolve({ fault: "malformed" }));
  });
}

function decode(bytes: Buffer): ReadBody {
  return isUtf8(bytes) ? { text: bytes.toString("utf8").replace(/^\ufeff/, "") } : { fault: "malformed" };
}
