import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { getEnv, InvalidEnvironmentError } from "./env";
import { isReady } from "./health/readiness";
import { lingered, serving } from "./health/serving";
import { createIngestServer } from "./ingest-server";
import { processReceiver } from "./lightspeed/webhooks/process-receiver";
import { log } from "./log";
import { processNotices } from "./payments/process-notices";

const LINGER = { leastMs: 2_000, quietMs: 1_000, mostMs: 20_000 };

/** The receiver of Lightspeed's, Stripe's and Viva Wallet's webhooks as a process of its own: no page can slow it down. Any number may run beside each other. */
async function main(): Promise<void> {
  const { HOST, INGEST_PORT } = getEnv();
  const receiver = processReceiver();
  const payments = processNotices();
  const state = serving();
  await receiver.warm();
  const server = createIngestServer({ lightspeed: receiver, payments }, state, isReady);
  server.listen(INGEST_PORT, HOST);
  await once(server, "listening");

  const stop = async () => {
    if (state.stopping) return;
    state.stopping = true;
    await lingered(state, LINGER);
    server.close();
    server.closeIdleConnections();
    await once(server, "close");
    await Promise.all([receiver.close(), payments.close()]);
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
  log.info({ port: (server.address() as AddressInfo).port }, "ingest ready");
}

main().catch((error: unknown) => {
  if (error instanceof InvalidEnvironmentError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ error }, "the receiver stopped");
  process.exit(1);
});
