import { connect } from "node:net";
import { percentile } from "./ratio";

export type Hammered = { perSecond: number; p50: number; p99: number; answers: Record<string, number> };

type Plan = {
  port: number;
  connections: number;
  seconds: number;
  path: string;
  headers: Record<string, string>;
  bodyOf: (n: number) => string;
  /** Starts at most so many a second, over all connections; left out for as many as go. */
  perSecond?: number;
};

/** Sends one request after the other on each connection and times every answer to its end. Plain sockets: a client library would be measured too. */
export async function hammer({
  port,
  connections,
  seconds,
  path,
  headers,
  bodyOf,
  perSecond,
}: Plan): Promise<Hammered> {
  const times: number[] = [];
  const answers: Record<string, number> = {};
  const started = performance.now();
  const until = started + seconds * 1000;
  const lines = Object.entries({ host: "127.0.0.1", "content-type": "application/json", ...headers });
  const head = `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}`;
  let sent = 0;
  const one = (resolve: () => void) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let at = 0;
    let answer = "";
    const next = () => {
      if (performance.now() >= until) {
        socket.destroy();
        return resolve();
      }
      const n = sent++;
      const due = perSecond === undefined ? 0 : started + (n * 1000) / perSecond - performance.now();
      if (due > 1) setTimeout(() => send(n), due);
      else send(n);
      return undefined;
    };
    const send = (n: number) => {
      const body = bodyOf(n);
      at = performance.now();
      socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    socket.once("connect", next);
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
      if (!isWhole(answer)) return;
      times.push(performance.now() - at);
      const status = answer.slice(9, 12);
      answers[status] = (answers[status] ?? 0) + 1;
      answer = "";
      next();
    });
    socket.once("error", () => {
      answers.error = (answers.error ?? 0) + 1;
      resolve();
    });
  };
  await Promise.all(Array.from({ length: connections }, () => new Promise<void>(one)));
  const took = (performance.now() - started) / 1000;
  return { perSecond: times.length / took, p50: percentile(times, 0.5), p99: percentile(times, 0.99), answers };
}

/** The answers measured here have no body, whichever way they say so. */
function isWhole(answer: string): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end === -1) return false;
  return !/transfer-encoding: chunked/i.test(answer.slice(0, end)) || answer.endsWith("0\r\n\r\n");
}
