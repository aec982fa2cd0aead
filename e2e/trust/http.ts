import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";

export type Asked = {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
  /** Gives up after this many milliseconds. */
  timeoutMs?: number;
};

export type Answer = {
  status: number;
  headers: IncomingHttpHeaders;
  /** As sent, in order: names and values. */
  rawHeaders: string[];
  body: string;
};

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/**
 * One request, said exactly as written: any method, any target (also absolute or malformed), any Host. `fetch` and a browser would
 * correct what these tests are about. Redirects are not followed.
 */
export function ask(appUrl: string, target: string, asked: Asked = {}): Promise<Answer> {
  const { method = "GET", headers = {}, body, timeoutMs = 30_000 } = asked;
  const { port } = new URL(appUrl);
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ host: "127.0.0.1", port, path: target, method, agent, timeout: timeoutMs },
        headers: { host: new URL(appUrl).host, ...length, ...headers },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        const done = () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            rawHeaders: answer.rawHeaders,
            body: Buffer.concat(chunks).toString("utf8"),
          });
        answer.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          // Live updates never end; their first words are the answer.
          if (!/^text\/event-stream/.test(answer.headers["content-type"] ?? "")) return;
          done();
          sent.destroy();
        });
        answer.on("error", reject);
        answer.on("end", done);
      },
    );
    sent.on("timeout", () => sent.destroy(new Error(`${method} ${target}: no answer within ${timeoutMs} ms`)));
    sent.on("error", (error: NodeJS.ErrnoException) => {
      // A connection that the server closed as it was taken for this request: the request was never read.
      if (sent.reusedSocket && error.code === "ECONNRESET") ask(appUrl, target, asked).then(resolve, reject);
      else reject(error);
    });
    sent.end(body);
  });
}

/** Runs `work` over all items, a few at a time, and gives the results in their order. */
export async function inParallel<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  return results;
}
