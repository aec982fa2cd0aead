import { type ChildProcess, fork } from "node:child_process";
import type { Services } from "@/lib/services";
import { bundle } from "./bundle";
import type { Stage } from "./connection-stage";
import type { VaultAnswer, VaultOrder, VaultPoint } from "./vault-worker";

/** One more process of ours with a vault in it, on the same database and the same pretend Lightspeed. */
export type VaultProcess = {
  pid: number;
  tokens: (merchantId: string, callers?: number, refused?: string) => Promise<VaultAnswer>;
  call: (merchantId: string) => Promise<VaultAnswer>;
  snapshot: (merchantId: string, placeId: string, callers: number) => Promise<VaultAnswer>;
  syncMenus: (merchantId: string, placeId: string) => Promise<void>;
  /** Makes the next refresh in the process stop at a point; resolves once it is there. */
  waitAt: (point: VaultPoint) => Promise<{ reached: Promise<void> }>;
  goOn: (monotonicShiftMs?: number) => Promise<void>;
  gaps: () => Promise<number[]>;
  freeze: () => void;
  thaw: () => void;
  kill: () => Promise<void>;
  /** What it printed, for looking for secrets. */
  output: () => string;
};

type Options = { clockShiftMs?: number };
type Message = { id: number; result?: unknown; error?: string } | { reached: VaultPoint } | "ready";

export async function startVaultProcess(
  { services, appUrl }: Pick<Stage, "services" | "appUrl">,
  { clockShiftMs = 0 }: Options = {},
): Promise<VaultProcess> {
  const child = fork(await bundle("lib/testing/vault-worker.ts"), {
    execArgv: [],
    env: { NODE_ENV: "test" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const { ask, arrival } = listen(child);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => output.push(`${chunk}`));
  await ask<void>({
    do: "open",
    opening: {
      appUrl,
      clockShiftMs,
      keys: keyText(services.keyring),
      oauth: services.oauth.config,
      lightspeed: services.lightspeed,
    },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("the process has no id");
  return {
    pid,
    tokens: (merchantId, callers = 1, refused) =>
      ask({ do: "tokens", merchantId, callers, ...(refused === undefined ? {} : { refused }) }),
    call: (merchantId) => ask({ do: "call", merchantId }),
    snapshot: (merchantId, placeId, callers) => ask({ do: "snapshot", merchantId, placeId, callers }),
    syncMenus: (merchantId, placeId) => ask({ do: "menus", merchantId, placeId }),
    waitAt: async (point) => {
      const reached = arrival(point);
      await ask<void>({ do: "wait at", point });
      return { reached };
    },
    goOn: (monotonicShiftMs = 0) => ask({ do: "go on", monotonicShiftMs }),
    gaps: () => ask({ do: "gaps" }),
    freeze: () => process.kill(pid, "SIGSTOP"),
    thaw: () => process.kill(pid, "SIGCONT"),
    kill: () => killed(child),
    output: () => output.join(""),
  };
}

function listen(child: ChildProcess) {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const arrivals = new Map<VaultPoint, () => void>();
  let ids = 0;
  child.on("message", (message: Message) => {
    if (message === "ready") return;
    if ("reached" in message) return arrivals.get(message.reached)?.();
    const { id, result, error } = message;
    if (error === undefined) waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(error));
    waiting.delete(id);
  });
  child.once("exit", () => {
    for (const { reject } of waiting.values()) reject(new Error("the process ended"));
  });
  return {
    ask: <T>(order: VaultOrder) =>
      new Promise<T>((resolve, reject) => {
        ids += 1;
        waiting.set(ids, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ id: ids, order }, (error) => error && reject(error));
      }),
    arrival: (point: VaultPoint) => new Promise<void>((resolve) => arrivals.set(point, resolve)),
  };
}

function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  return gone;
}

const keyText = (keyring: Services["keyring"]) =>
  keyring.map(({ id, key }) => `${id}:${key.toString("base64")}`).join(",");
