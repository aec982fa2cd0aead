import { afterAll, beforeAll, expect, test } from "vitest";
import { startVaultProcess, type VaultProcess } from "@/lib/testing/vault-process";
import { openVaultStage, roundsOr, type VaultStage } from "@/lib/testing/vault-stage";
import { getAccessToken } from "./token-vault";

let stage: VaultStage;
let holder: VaultProcess;
let second: VaultProcess;
beforeAll(async () => {
  stage = await openVaultStage();
  [holder, second] = await Promise.all([startVaultProcess(stage), startVaultProcess(stage)]);
});
afterAll(async () => {
  holder.thaw();
  await Promise.all([holder.kill(), second.kill()]);
  await stage.close();
});

const ROUNDS = roundsOr(8);

test(`a holder frozen with its answer in flight overwrites nothing when it wakes, ${ROUNDS} times`, async () => {
  const merchant = await stage.merchant({ refreshGraceMs: 600_000 });
  for (let round = 0; round < ROUNDS; round += 1) {
    await stage.leave(merchant, -1);
    const hold = await stage.fault(merchant, { type: "hold", at: "after" }, { times: 1 });
    const late = holder.tokens(merchant.merchantId, 3);
    await stage.arrived(hold);
    holder.freeze();
    await stage.release(hold);
    await stage.endLease(merchant);
    const [newest] = (await second.tokens(merchant.merchantId, 3)).tokens;
    const stored = await stage.row(merchant);
    holder.thaw();
    // The sleeper's callers get what is stored, not what it brought home.
    expect(await late).toEqual({ tokens: [newest], errors: [] });
    expect(await stage.row(merchant)).toMatchObject({
      status: "connected",
      tokenVersion: stored.tokenVersion,
      accessToken: stored.accessToken,
      refreshToken: stored.refreshToken,
    });
    expect(await stage.works(merchant)).toBe(true);
  }
  await stage.leave(merchant, -1);
  expect(await stage.works(merchant)).toBe(true);
}, 600_000);

test("with a strict server a frozen holder's lost tokens are a told disconnection, never a dead connection", async () => {
  const merchant = await stage.merchant({ refreshGraceMs: 0 });
  await stage.leave(merchant, -1);
  const hold = await stage.fault(merchant, { type: "hold", at: "after" }, { times: 1 });
  const late = holder.tokens(merchant.merchantId);
  await stage.arrived(hold);
  holder.freeze();
  await stage.release(hold);
  await stage.endLease(merchant);
  expect((await second.tokens(merchant.merchantId)).errors).toEqual(["needs_reauthorization"]);
  holder.thaw();
  expect((await late).errors).toEqual(["needs_reauthorization"]);
  expect(await stage.row(merchant)).toMatchObject({ status: "needs_reauthorization", refreshToken: null });
});

test("a holder that was frozen after taking its lease does not spend a token that another has spent since", async () => {
  const merchant = await stage.merchant({ refreshGraceMs: 0 });
  await stage.leave(merchant, -1);
  const { reached } = await holder.waitAt("lease taken");
  const late = holder.tokens(merchant.merchantId);
  await reached;
  holder.freeze();
  await stage.endLease(merchant);
  const [newest] = (await second.tokens(merchant.merchantId)).tokens;
  const requests = (await stage.tokenRequests(merchant)).length;
  holder.thaw();
  await holder.goOn(30_000);
  expect(await late).toEqual({ tokens: [newest], errors: [] });
  expect(await stage.tokenRequests(merchant)).toHaveLength(requests);
  expect(await stage.works(merchant)).toBe(true);
});

test("a refusal of tokens that were replaced meanwhile disconnects nobody", async () => {
  const merchant = await stage.merchant({ refreshGraceMs: 600_000 });
  await stage.leave(merchant, -1);
  const hold = await stage.fault(merchant, { type: "hold" }, { times: 1 });
  await stage.fault(merchant, { type: "raw", status: 400, body: '{"error":"invalid_grant"}' }, { times: 1 });
  const late = holder.tokens(merchant.merchantId);
  await stage.arrived(hold);
  await stage.endLease(merchant);
  // The raw answer belongs to the request that is held.
  await stage.consent(merchant);
  await stage.release(hold);
  expect(await late).toEqual({ tokens: [await getAccessToken(stage.services, merchant.merchantId)], errors: [] });
  expect((await stage.row(merchant)).status).toBe("connected");
  expect(await stage.logLines(merchant)).toEqual([]);
});
