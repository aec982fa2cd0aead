import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Changes what a provider says; `path` is that of the call. */
export type Bend = (answer: Record<string, unknown>, path: string) => Record<string, unknown>;

export type BentProvider = {
  url: string;
  bend: (how: Bend | null) => void;
  close: () => Promise<void>;
};

/** The way to a payment provider on which answers can be changed: shows what becomes of ones that the provider should never give. */
export async function startBentProvider(target: string): Promise<BentProvider> {
  let how: Bend | null = null;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { host, connection, "content-length": length, ...headers } = request.headers;
    const answer = await fetch(target + request.url, {
      ...{ method: request.method ?? "GET", headers: headers as Record<string, string> },
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    const text = await answer.text();
    // Order codes have more digits than a number holds; these stay what they are.
    const quoted = text.replace(/:(\d{16,})/g, ':"@$1"');
    const bent = how && answer.ok ? JSON.stringify(how(JSON.parse(quoted), request.url ?? "")) : quoted;
    const body = bent.replace(/"@(\d+)"/g, "$1");
    response.writeHead(answer.status, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    bend: (next) => {
      how = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
