import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { getEnv, InvalidEnvironmentError } from "./env";
import { isReady } from "./health/readiness";
import { createIngestServer, type IngestState } from "./ingest-server";
import { processReceiver } from "./lightspeed/webhooks/process-receiver";
import { log } from "./log";

/** Told to stop it still answers: at least so long, until nobody has delivered anything for a second, and at most so long. */
const LINGER = { leastMs: 2_000, quietMs: 1_000, mostMs: 20_000 };

/** The webhook receiver as a process of its own: no page can slow it down. Any number may run beside each other. */
async function main(): Promise<void> {
  const { HOST, INGEST_PORT } = getEnv();
  const receiver = processReceiver();
  const state: IngestState = { stopping: false, lastAskedAt: 0 };
  await receiver.warm();
  const server = createIngestServer(receiver, state, isReady);
  server.listen(INGEST_PORT, HOST);
  await once(server, "listening");

  const stop = async () => {
    if (state.stopping) return;
    state.stopping = true;
    await lingered(state);
    server.close();
    server.closeIdleConnections();
    await once(server, "close");
    await receiver.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
  log.info({ port: (server.address() as AddressInfo).port }, "ingest ready");
}

/** A connection that is closed in the moment of its next request is a failed delivery for its sender. */
async function lingered(state: IngestState): Promise<void> {
  const start = performance.now();
  await pause(LINGER.leastMs);
  while (performance.now() - Math.max(start, state.lastAskedAt) < LINGER.quietMs) {
    if (performance.now() - start > LINGER.mostMs) return;
    await pause(50);
  }
}

main().catch((error: unknown) => {
  if (error instanceof InvalidEnvironmentError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ error }, "the receiver stopped");
  process.exit(1);
});
