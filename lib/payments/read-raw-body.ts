import type { IncomingMessage } from "node:http";

const LARGEST = 256 * 1024;
const TIME_LIMIT_MS = 10_000;

/** The bytes as they came; null for more than any notice of a payment has, for a sender who breaks off or takes for ever. */
export async function readRawBody(request: Request): Promise<Uint8Array | null> {
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const timer = setTimeout(() => void reader.cancel().catch(() => {}), TIME_LIMIT_MS);
  const started = performance.now();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      size += step.value.byteLength;
      if (size > LARGEST) {
        await reader.cancel();
        return null;
      }
      chunks.push(step.value);
    }
    return performance.now() - started < TIME_LIMIT_MS ? new Uint8Array(Buffer.concat(chunks)) : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** The same of a request of Node's own. Against slowness the server's own time limit stands. */
export function readRawRequest(request: IncomingMessage): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= LARGEST) chunks.push(chunk);
      else resolve(null);
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    // The sender broke off.
    request.once("close", () => resolve(null));
  });
}
