import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export type ReceivedNotice = { path: string; headers: IncomingHttpHeaders; body: string };

export type Receiver = {
  url: string;
  got: ReceivedNotice[];
  /** How the next ones are answered; null: never. */
  answer: (next: { status: number; headers?: Record<string, string> } | null) => void;
  close: () => Promise<void>;
};

/** What a merchant would have behind the address of a webhook. */
export async function startReceiver(): Promise<Receiver> {
  const got: ReceivedNotice[] = [];
  let next: { status: number; headers?: Record<string, string> } | null = { status: 204 };
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => {
      body += part;
    });
    request.on("end", () => {
      got.push({ path: request.url ?? "", headers: request.headers, body });
      if (next) response.writeHead(next.status, next.headers).end("thank you");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}/hooks/upvendo-secret-path`, got },
    answer: (wanted) => {
      next = wanted;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The receiver's side of Standard Webhooks, written from its page. */
export function isSignedWith(secret: string, { headers, body }: ReceivedNotice): boolean {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = createHmac("sha256", key).update(content).digest("base64");
  return headers["webhook-signature"] === `v1,${expected}`;
}
