import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { lingered, type Serving, serving } from "./serving";

const LINGER = { leastMs: 2_000, quietMs: 1_000, mostMs: 15_000 };
/** What is under way may take so long; pages that listen for news connect again by themselves. */
const FINISH_MS = 8_000;

type Started = { request: IncomingMessage; response: ServerResponse; server: Server };

/** The web process's way out, instead of Next's, which takes no more requests from the moment that it is told to stop. */
export function endInOrder(): void {
  const state = serving();
  let server: Server | undefined;
  subscribe("http.server.request.start", (message) => {
    const { request, response, server: ours } = message as Started;
    server = ours;
    if (!/^\/api\/health\//.test(request.url ?? "")) state.lastAskedAt = performance.now();
    if (state.stopping) response.setHeader("Connection", "close");
  });
  process.once("SIGTERM", () => void end(state, () => server));
}

async function end(state: Serving, server: () => Server | undefined): Promise<never> {
  state.stopping = true;
  await lingered(state, LINGER);
  const open = server();
  if (open) {
    const closed = once(open, "close");
    open.close();
    open.closeIdleConnections();
    const late = AbortSignal.timeout(FINISH_MS);
    await Promise.race([closed, once(late, "abort")]);
  }
  process.exit(0);
}
