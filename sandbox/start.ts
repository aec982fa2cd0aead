import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Hono } from "hono";
import { controlRoutes } from "./control/control";
import { createHolds } from "./faults/holds";
import { createFaultPlan } from "./faults/plan";
import { handle } from "./http/handle";
import { createRecorder } from "./http/recorder";
import type { SandboxOptions } from "./options";
import { faultPages } from "./pages/faults";
import { tillRoutes } from "./pages/till";
import { openPaymentAccounts } from "./payments/accounts";
import { paymentPages } from "./payments/pages";
import { loadKeys } from "./realm/keys";
import { REALM } from "./realm/provider";
import { createRealm } from "./realm/realm";
import { isWorthlessToken, openTokens } from "./realm/tokens";
import type { Sandbox } from "./sandbox";
import { type Account, ensureDemoAccount, openAccounts } from "./state/accounts";
import { openClock } from "./state/clock";
import { openSettings } from "./state/settings";
import { openStore } from "./state/store";
import { openTillState } from "./till/till-state";
import { openWorld, type World } from "./world/world";

export type RunningSandbox = { url: string; port: number; close(): Promise<void> };

function listen(port: number) {
  const server = createServer();
  return new Promise<{ server: typeof server; port: number }>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
}

/** Looks only at what is stored, so that no restaurant is set up for it. */
function hasQueue({ store }: World, { businesses }: Account): boolean {
  const isQueued = ([, task]: [string, { state: string }]) => task.state === "queued";
  return businesses
    .flatMap(({ locations }) => locations.map(({ id }) => openTillState(store, id)))
    .some(({ orders, payments }) => orders.entries().some(isQueued) || payments.entries().some(isQueued));
}

async function build(options: SandboxOptions, url: string, closing: AbortSignal): Promise<Sandbox> {
  const store = openStore(join(options.dataDir, "sandbox", "state.log"), isWorthlessToken);
  const settings = openSettings(store);
  const accounts = openAccounts(store);
  ensureDemoAccount(accounts, options.login);
  const graceMs = (accountId?: string) =>
    accounts.get(accountId ?? "")?.settings.refreshGraceMs ?? settings.get().refreshGraceMs;
  const tokens = openTokens(store, graceMs);
  const keys = await loadKeys(store);
  const realm = createRealm({ issuer: url + REALM, options, accounts, settings, keys, tokens });
  const world = openWorld({ store, accounts, settings, clock: openClock(store), dataDir: options.dataDir, closing });
  const own = new Hono();
  const sandbox: Sandbox = {
    options,
    url,
    store,
    accounts,
    settings,
    world,
    realm,
    payments: openPaymentAccounts(store),
    faults: createFaultPlan(),
    holds: createHolds(),
    recorder: createRecorder(),
    own: (request) => own.fetch(request),
    closing,
  };
  own.route("/control", controlRoutes(sandbox));
  own.get("/", (c) => c.redirect("/till"));
  own.get("/pictures/:name", (c) => {
    const picture = world.pictures.read(c.req.param("name"));
    if (!picture) return c.notFound();
    return c.body(new Uint8Array(picture.bytes), 200, {
      "content-type": picture.mediaType,
      "cache-control": "max-age=3600",
    });
  });
  own.route("/till", tillRoutes(sandbox));
  own.route("/faults", faultPages(sandbox));
  own.route("/", paymentPages(sandbox));
  // What a stopped sandbox had accepted and not done yet.
  const waiting = accounts.list().filter((account) => hasQueue(world, account));
  for (const account of waiting) world.engine.wakeAll(account);
  return sandbox;
}

/** Starts a sandbox in this process; its state lives in `dataDir`/sandbox and is found again by the next start. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { server, port } = await listen(options.port);
  const url = (options.url ?? `http://localhost:${port}`).replace(/\/$/, "");
  const stopping = new AbortController();
  const sandbox = await build(options, url, stopping.signal).catch((error) => {
    server.close();
    throw error;
  });
  server.on("request", (request, response) => {
    handle(sandbox, request, response).catch((error) => {
      if (!stopping.signal.aborted) options.onFault?.(error);
      response.destroy();
    });
  });
  const close = async () => {
    stopping.abort();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    sandbox.store.close();
  };
  return { url, port, close };
}
