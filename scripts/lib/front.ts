import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { Fault } from "./fault";

export type Front = { stop: () => Promise<void> };

/** What a reverse proxy does in production: one address, notifications to the receiver, everything else to the app. */
export function startFront(port: number, behind: { app: number; ingest: number }): Promise<Front> {
  const server = createServer((incoming, answer) => {
    const isNotification = /^\/webhook\/(?:lightspeed|stripe|viva)(?=[/?]|$)/.test(incoming.url ?? "");
    pass(incoming, answer, isNotification ? behind.ingest : behind.app);
  });
  return new Promise((resolve, reject) => {
    server.once("error", () => reject(new Fault(`Port ${port} is in use: choose another with PORT=<port>.`)));
    server.listen(port, "127.0.0.1", () =>
      resolve({
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      }),
    );
  });
}

function pass(incoming: IncomingMessage, answer: ServerResponse, port: number): void {
  const { method, url: path, headers } = incoming;
  const onward = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    pipeline(response, answer, () => {});
  });
  onward.once("error", () => {
    if (!answer.headersSent) answer.writeHead(502);
    answer.end();
  });
  answer.once("close", () => onward.destroy());
  pipeline(incoming, onward, () => {});
}
