import { afterAll, beforeAll, expect, test } from "vitest";
import { startVaultProcess, type VaultProcess } from "@/lib/testing/vault-process";
import { openVaultStage, report, type VaultStage } from "@/lib/testing/vault-stage";

let stage: VaultStage;
let processes: VaultProcess[];
beforeAll(async () => {
  stage = await openVaultStage();
  processes = await Promise.all(Array.from({ length: 4 }, () => startVaultProcess(stage)));
});
afterAll(async () => {
  await Promise.all(processes.map((one) => one.kill()));
  await stage.close();
});

const ROUNDS = 50;

test(`200 callers in 4 processes on an expired token, ${ROUNDS} rounds: one token request a round and 200 good tokens`, async () => {
  const merchant = await stage.merchant();
  const before = (await stage.tokenRequests(merchant)).length;
  const started = performance.now();
  for (let round = 1; round <= ROUNDS; round += 1) {
    await stage.leave(merchant, -1);
    const answers = await Promise.all(processes.map((one) => one.tokens(merchant.merchantId, 50)));
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    // One token for all, and it is the one that is stored.
    expect(new Set(answers.flatMap(({ tokens }) => tokens)).size).toBe(1);
  }
  report(`a round took ${((performance.now() - started) / ROUNDS).toFixed(0)} ms`);
  expect((await stage.tokenRequests(merchant)).length - before).toBe(ROUNDS);
  expect(await stage.works(merchant)).toBe(true);
  expect((await stage.tokenRequests(merchant)).length - before).toBe(ROUNDS);
  const gaps = (await Promise.all(processes.map((one) => one.gaps()))).flat().sort((a, b) => a - b);
  expect(gaps).toHaveLength(ROUNDS);
  const p99 = gaps[Math.ceil(gaps.length * 0.99) - 1] ?? Number.NaN;
  report(`answer read to commit: median ${gaps[ROUNDS / 2]?.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
}, 120_000);
