import { z } from "zod";
import { createDatabase, type Database } from "@/db/client";
import { parseKeyring } from "@/lib/crypto/keyring";
import { createTraffic, type KSeriesClient, OAuthClient, type OAuthConfig } from "@/lib/k-series";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { getAccessToken } from "@/lib/lightspeed/connection/token-vault";
import { syncMenus } from "@/lib/lightspeed/menu/sync-menus";
import { readSnapshot } from "@/lib/lightspeed/snapshots/read-snapshot";
import type { Services } from "@/lib/services";
import { paymentsAt } from "./payments-at";

/** A point of one refresh in this process at which a test can make it wait, to be killed or frozen there. */
export type VaultPoint = "before lease" | "lease taken" | "leased" | "answered" | "stored";

export type VaultOpening = {
  appUrl: string;
  keys: string;
  oauth: OAuthConfig;
  lightspeed: Services["lightspeed"];
  /** How wrong this process's clock is. */
  clockShiftMs: number;
};

export type VaultOrder =
  | { do: "open"; opening: VaultOpening }
  /** So many callers at once; answers with the distinct tokens and errors that they got. */
  | { do: "tokens"; merchantId: string; callers: number; refused?: string }
  /** One call of the API through the vault. */
  | { do: "call"; merchantId: string }
  /** So many readers of one data set at once; answers with the distinct data and problems that they got. */
  | { do: "snapshot"; merchantId: string; placeId: string; callers: number }
  /** Carries on with a synchronisation of menus. */
  | { do: "menus"; merchantId: string; placeId: string }
  | { do: "wait at"; point: VaultPoint }
  | { do: "go on"; monotonicShiftMs?: number }
  | { do: "gaps" };

export type VaultAnswer = { tokens: string[]; errors: string[] };

let services: Services;
let waitAt: VaultPoint | undefined;
let goOn: (() => void) | undefined;
let answeredAt: number | undefined;
/** Transactions since a test asked to wait at a point: the first looks, the second takes the lease. */
let begun = 0;
/** Milliseconds between the last byte of a token answer and its commit. */
const gaps: number[] = [];

async function reach(point: VaultPoint): Promise<void> {
  if (waitAt !== point) return;
  waitAt = undefined;
  process.send?.({ reached: point });
  await new Promise<void>((resolve) => {
    goOn = resolve;
  });
}

function open({ appUrl, keys, oauth: config, lightspeed, clockShiftMs }: VaultOpening): void {
  shiftClock(clockShiftMs);
  const db = createDatabase(appUrl, { max: 5 });
  const oauth = new OAuthClient({ ...config, fetch: fetchTimed });
  const rest = { traffic: createTraffic(), payments: paymentsAt(lightspeed.apiUrl), now: () => new Date() };
  services = { db, keyring: parseKeyring(keys), oauth, lightspeed, ...rest };
  watchRefresh(oauth);
  watchTransactions(db);
}

/** The answer is read whole before the client sees it, so that the gap begins with its last byte. */
async function fetchTimed(url: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(url, init);
  if (answer.status !== 200 || !url.endsWith("/token")) return answer;
  const body = await answer.text();
  answeredAt = performance.now();
  return new Response(body, answer);
}

function watchRefresh(oauth: OAuthClient): void {
  const refresh = oauth.refresh.bind(oauth);
  oauth.refresh = async (...input) => {
    await reach("leased");
    const tokens = await refresh(...input);
    await reach("answered");
    return tokens;
  };
}

function watchTransactions(db: Database): void {
  const transaction = db.transaction.bind(db);
  const watched: typeof db.transaction = async (work, config) => {
    begun += 1;
    if (begun === 2) await reach("before lease");
    const result = await transaction(work, config);
    if (begun === 2) await reach("lease taken");
    if (answeredAt !== undefined) {
      gaps.push(performance.now() - answeredAt);
      answeredAt = undefined;
      await reach("stored");
    }
    return result;
  };
  db.transaction = watched;
}

function shiftClock(shiftMs: number): void {
  if (shiftMs === 0) return;
  const RealDate = Date;
  const now = () => RealDate.now() + shiftMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, input, self) => Reflect.construct(target, input.length === 0 ? [now()] : input, self),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
}

/** As if the process had slept so long. */
function shiftMonotonic(shiftMs: number): void {
  const real = performance.now.bind(performance);
  performance.now = () => real() + shiftMs;
}

async function getTokens(order: Extract<VaultOrder, { do: "tokens" }>): Promise<VaultAnswer> {
  const { merchantId, callers, refused } = order;
  const outcomes = await Promise.allSettled(
    Array.from({ length: callers }, () => getAccessToken(services, merchantId, refused ? { refused } : {})),
  );
  const tokens = new Set<string>();
  const errors: string[] = [];
  for (const outcome of outcomes) {
    if (outcome.status === "fulfilled") tokens.add(outcome.value);
    else errors.push(codeOf(outcome.reason));
  }
  return { tokens: [...tokens], errors };
}

async function getSnapshots(order: Extract<VaultOrder, { do: "snapshot" }>): Promise<VaultAnswer> {
  const { merchantId, placeId, callers } = order;
  const read = () => readSnapshot(services, merchantId, floorPlansOf(placeId));
  const found = await Promise.all(Array.from({ length: callers }, read));
  return {
    tokens: [...new Set(found.map(({ data }) => JSON.stringify(data)))],
    errors: [...new Set(found.flatMap(({ problem }) => (problem ? [problem.message] : [])))],
  };
}

/** A small data set for trying out snapshots. */
export const floorPlansOf = (businessLocationId: string) => ({
  kind: "floor-plans",
  key: businessLocationId,
  schema: z.array(z.object({ id: z.string(), name: z.string() })),
  maxAgeMs: 60_000,
  load: async (client: KSeriesClient) =>
    (await client.floorPlans.list({ businessLocationId, query: {} })).map(({ id, name }) => ({ id, name })),
});

const codeOf = (error: unknown) =>
  error instanceof Error ? ("code" in error ? String(error.code) : error.name) : "not an error";

async function carryOut(order: VaultOrder): Promise<unknown> {
  switch (order.do) {
    case "open":
      return open(order.opening);
    case "tokens":
      return getTokens(order);
    case "call":
      return kSeriesFor(services, order.merchantId)
        .businesses.list({})
        .then(
          () => ({ tokens: [], errors: [] }),
          (error: unknown) => ({ tokens: [], errors: [codeOf(error)] }),
        );
    case "snapshot":
      return getSnapshots(order);
    case "menus":
      return syncMenus(services, order);
    case "wait at":
      waitAt = order.point;
      begun = 0;
      return undefined;
    case "go on":
      if (order.monotonicShiftMs) shiftMonotonic(order.monotonicShiftMs);
      goOn?.();
      return undefined;
    case "gaps":
      return gaps.splice(0);
  }
}

process.on("message", ({ id, order }: { id: number; order: VaultOrder }) => {
  carryOut(order).then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
