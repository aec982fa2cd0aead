import { type ChildProcess, spawn } from "node:child_process";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { getAccessToken } from "@/lib/lightspeed/connection/token-vault";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { bundle } from "@/lib/testing/bundle";
import { newKey, openStage, type Stage } from "@/lib/testing/connection-stage";
import { insertSealedRows, type SealedRow } from "@/lib/testing/sealed-rows";
import { type Keyring, parseKeyring } from "./keyring";
import { countByKey } from "./rotate-keys";
import { sealedColumns } from "./sealed-columns";

const MERCHANTS = 70;
const REFRESHING = 4;
const KILLS = 5;
const [k1, k2] = [newKey("k1"), newKey("k2")];

let stage: Stage;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 4, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

/** A connection whose tokens the sandbox really issued, so that it can be refreshed. */
async function insertLiveRow(keyring: Keyring): Promise<SealedRow> {
  const { accountId } = await stage.sandbox.createAccount();
  const tokens = await stage.sandbox.control<{ access_token: string; refresh_token: string }>(
    "POST",
    `/accounts/${accountId}/tokens`,
    { scopes: ["orders-api", "financial-api", "items", "offline_access"] },
  );
  return insertSealedRows(owner, keyring, { accessToken: tokens.access_token, refreshToken: tokens.refresh_token });
}

async function startRotation(): Promise<ChildProcess> {
  return spawn(process.execPath, [await bundle("scripts/keys-rotate.ts"), "--batch", "2"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { NODE_ENV: "test", DATABASE_URL: stage.appUrl, TOKEN_ENCRYPTION_KEYS: `${k2},${k1}` },
  });
}

function untilOutput(child: ChildProcess, pattern: RegExp): Promise<string> {
  let output = "";
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (pattern.test(output)) resolve(output);
    });
    child.once("exit", (code) => reject(new Error(`the rotation ended with ${code}: ${output}`)));
  });
}

const exit = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));

/** Calls one after the other, as the app makes them, until told to stop. */
function putUnderLoad(services: Services, idle: SealedRow[], refreshing: SealedRow[]) {
  const seen = { reads: 0, refreshes: 0, faults: [] as string[] };
  let stopped = false;
  const note = (error: unknown) => seen.faults.push(String(error));
  const read = async () => {
    for (let n = 0; !stopped; n += 1) {
      const row = idle[(n * 7) % idle.length];
      if (!row) throw new Error("no row");
      const token = await getAccessToken(services, row.merchantId).catch(note);
      if (token !== row.accessToken) note("another token than the one stored");
      seen.reads += 1;
    }
  };
  const refresh = async () => {
    for (let n = 0; !stopped; n += 1) {
      const merchantId = refreshing[n % refreshing.length]?.merchantId ?? "";
      const refused = await getAccessToken(services, merchantId).catch(note);
      const renewed = await getAccessToken(services, merchantId, { refused: String(refused) }).catch(note);
      if (renewed === refused) note("the token was not renewed");
      seen.refreshes += 1;
    }
  };
  const running = Promise.all([read(), read(), read(), refresh()]);
  return async () => {
    stopped = true;
    await running;
    return seen;
  };
}

test("keys are rotated under load with five kills: no read or refresh fails, and nothing is left on the old key", {
  timeout: 120_000,
}, async () => {
  const alarm = vi.spyOn(log, "error");
  const old = parseKeyring(k1);
  const idle: SealedRow[] = [];
  for (let n = 0; n < MERCHANTS; n += 1) idle.push(await insertSealedRows(owner, old));
  const refreshing: SealedRow[] = [];
  for (let n = 0; n < REFRESHING; n += 1) refreshing.push(await insertLiveRow(old));
  const services = { ...stage.services, keyring: parseKeyring(`${k2},${k1}`) };
  const remaining = async () => (await countByKey({ db: services.db, keyring: services.keyring })).get("k1") ?? 0;

  const stopLoad = putUnderLoad(services, idle, refreshing);
  const started = performance.now();
  let left = (MERCHANTS + REFRESHING) * sealedColumns.length;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = await startRotation();
    const ended = exit(child);
    // The first lines may pass over what former runs did.
    await untilOutput(child, new RegExp(`^\\d+ merchants, ${kill === 0 ? "" : "(?!0 )"}\\d+ values`, "m"));
    child.kill("SIGKILL");
    await ended;
    const now = await remaining();
    expect(now, "a killed run has done some of the work, not all").toBeLessThan(left);
    expect(now).toBeGreaterThan(0);
    left = now;
  }
  const last = await startRotation();
  const code = exit(last);
  const output = await untilOutput(last, /Key k1: \d+ values.*\n/);
  expect(await code).toBe(0);
  const load = await stopLoad();
  const perSecond = ((load.reads + load.refreshes) * 1000) / (performance.now() - started);

  expect(load.faults).toEqual([]);
  expect(alarm).not.toHaveBeenCalled();
  expect(output).toMatch(/Key k1: 0 values, may be removed/);
  expect(await remaining()).toBe(0);
  expect(load.refreshes).toBeGreaterThan(0);
  expect(perSecond).toBeGreaterThan(50);
  const rate = / anew, .* (\d+)\/s\./.exec(output)?.[1];
  process.stdout.write(
    `rotation: ${rate} values/s beside ${Math.round(perSecond)} calls/s (${load.reads} reads, ${load.refreshes} refreshes)\n`,
  );
  // Without the old key everything still opens.
  const alone = { ...services, keyring: parseKeyring(k2) };
  for (const { merchantId, accessToken } of idle.slice(0, 50))
    expect(await getAccessToken(alone, merchantId)).toBe(accessToken);
  for (const { merchantId } of refreshing) expect(await getAccessToken(alone, merchantId)).toMatch(/.{20}/);
});
