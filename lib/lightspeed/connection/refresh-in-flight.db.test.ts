import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { OAuthClient, type TokenSet } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { openVaultStage, roundsOr, type VaultMerchant, type VaultStage } from "@/lib/testing/vault-stage";
import { disconnect } from "./disconnect";
import { getAccessToken } from "./token-vault";

let stage: VaultStage;
beforeAll(async () => {
  stage = await openVaultStage();
});
afterAll(() => stage.close());

const ROUNDS = roundsOr(10);
const LONG = 600_000;

/** Services whose refreshes are remembered: what Lightspeed gave, whoever stored it or not. */
function remembering(): { services: Services; given: TokenSet[] } {
  const given: TokenSet[] = [];
  const oauth = new OAuthClient(stage.services.oauth.config);
  const refresh = oauth.refresh.bind(oauth);
  vi.spyOn(oauth, "refresh").mockImplementation(async (...input) => {
    const tokens = await refresh(...input);
    given.push(tokens);
    return tokens;
  });
  return { services: { ...stage.services, oauth }, given };
}

const outcome = (work: Promise<string>) =>
  work.then(
    () => "a token",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const erase = ({ actor }: VaultMerchant) => disconnect(stage.services, actor, { confirmation: "Lightspeed" });
/** What we asked Lightspeed to revoke, as hashes. */
const revoked = async ({ account }: VaultMerchant) =>
  (await stage.sandbox.requests({ account: account.accountId, operation: "revoke" })).map(
    ({ token }) => token?.tokenHash,
  );
const hashOf = ({ refreshToken }: TokenSet) => createHash("sha256").update(refreshToken).digest("hex");
const isDead = (tokens: TokenSet) =>
  stage.services.oauth.refresh(tokens.refreshToken).then(
    () => false,
    () => true,
  );

/** Starts a refresh that stops at Lightspeed, before or after its effect there. */
async function holdRefresh(merchant: VaultMerchant, round: number) {
  await stage.leave(merchant, -1);
  const hold = await stage.fault(merchant, { type: "hold", at: round % 2 === 0 ? "after" : "before" }, { times: 1 });
  const { services, given } = remembering();
  const refreshing = outcome(getAccessToken(services, merchant.merchantId));
  await stage.arrived(hold);
  return { hold, refreshing, given };
}

describe("Delete while a refresh is in flight", () => {
  async function expectGone(merchant: VaultMerchant, given: TokenSet[]) {
    expect(await stage.row(merchant)).toMatchObject({
      ...{ status: "disabled", accessToken: null, refreshToken: null, refreshDueAt: null, leaseOwner: null },
    });
    expect(await outcome(getAccessToken(stage.services, merchant.merchantId))).toBe("not_connected");
    expect(await Promise.all(given.map(isDead))).toEqual(given.map(() => true));
    expect((await stage.logLines(merchant)).map(({ message }) => message)).toEqual([
      "Test Owner deleted the Lightspeed integration.",
    ]);
  }

  test(
    `Delete first, ${ROUNDS} times: nothing comes back, and what the refresh brings is given back`,
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const merchant = await stage.merchant({ refreshGraceMs: round % 4 < 2 ? 0 : 600_000 });
        const { hold, refreshing, given } = await holdRefresh(merchant, round);
        await erase(merchant);
        await stage.release(hold);
        expect(await refreshing).toBe("not_connected");
        await expectGone(merchant, given);
        if (round % 2 === 0) expect(given).toHaveLength(1);
        expect(await revoked(merchant)).toEqual(expect.arrayContaining(given.map(hashOf)));
      }
    },
    LONG,
  );

  test(
    `both at once, ${ROUNDS} times: nothing comes back, whoever is first`,
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const merchant = await stage.merchant();
        const { hold, refreshing, given } = await holdRefresh(merchant, 0);
        await stage.release(hold);
        if (round % 2 === 0) await refreshing;
        await erase(merchant);
        expect(["a token", "not_connected"]).toContain(await refreshing);
        await expectGone(merchant, given);
      }
    },
    LONG,
  );

  test("a refresh that fails after Delete writes nothing", async () => {
    const merchant = await stage.merchant();
    await stage.leave(merchant, -1);
    const hold = await stage.fault(merchant, { type: "hold" }, { times: 1 });
    await stage.fault(merchant, { type: "status", status: 503 }, { times: 1 });
    const refreshing = outcome(getAccessToken(stage.services, merchant.merchantId));
    await stage.arrived(hold);
    await erase(merchant);
    const before = await stage.row(merchant);
    await stage.release(hold);
    expect(await refreshing).toBe("not_connected");
    expect(await stage.row(merchant)).toEqual(before);
    await expectGone(merchant, []);
  });
});

describe("Reconnect while a refresh is in flight", () => {
  test(
    `the consent's tokens win, ${ROUNDS} times`,
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const merchant = await stage.merchant();
        const { hold, refreshing } = await holdRefresh(merchant, round);
        await stage.consent(merchant);
        const consented = await stage.row(merchant);
        await stage.release(hold);
        expect(await refreshing).toBe("a token");
        expect(await stage.row(merchant)).toEqual(consented);
        expect(await stage.works(merchant)).toBe(true);
      }
    },
    LONG,
  );

  test(
    `after the refresh's commit too, ${ROUNDS} times`,
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const merchant = await stage.merchant();
        const { hold, refreshing } = await holdRefresh(merchant, round);
        await stage.release(hold);
        if (round % 2 === 0) await refreshing;
        await stage.consent(merchant);
        const consented = await stage.row(merchant);
        expect(await refreshing).toBe("a token");
        expect(await stage.row(merchant)).toEqual(consented);
        await stage.leave(merchant, -1);
        expect(await stage.works(merchant)).toBe(true);
      }
    },
    LONG,
  );
});
