import { Agent, type IncomingHttpHeaders, request } from "node:http";

export type Sent = { status: number; headers: IncomingHttpHeaders };
export type Sending = {
  method?: string;
  path?: string;
  /** Several values: as many header lines. */
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array | readonly Uint8Array[];
};

/** The receiver's own time limit for storing; a refusal before it is over is no matter of time. */
export const STORING_MS = 700;

export const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** Posts to a receiver with connections kept open, as a vendor's sender does; headers go out as they are given. */
export function createSender(base: string, { sockets = 32 }: { sockets?: number } = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const { hostname, port } = new URL(base);
  const send = ({ method = "POST", path = "/webhook/lightspeed", headers = {}, body = "" }: Sending = {}) =>
    new Promise<Sent>((resolve, reject) => {
      const chunks = typeof body === "string" || body instanceof Uint8Array ? [body] : null;
      const length = chunks ? { "content-length": String(Buffer.byteLength(chunks[0] ?? "")) } : {};
      const call = request(
        { agent, hostname, port, path, method, headers: { "content-type": "application/json", ...length, ...headers } },
        (answer) => {
          answer.resume().once("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
          answer.once("error", reject);
        },
      );
      call.once("error", reject);
      for (const chunk of chunks ?? (body as readonly Uint8Array[])) call.write(chunk);
      call.end();
    });
  /** As the vendor: again, where a machine without a core to spare could not store it in time and said "later". */
  const sendUntilHeard = async (sending?: Sending): Promise<Sent> => {
    for (;;) {
      const at = performance.now();
      const sent = await send(sending);
      if (sent.status !== 503 || performance.now() - at < STORING_MS) return sent;
    }
  };
  return { send, sendUntilHeard, close: () => agent.destroy() };
}
