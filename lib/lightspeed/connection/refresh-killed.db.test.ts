import { afterAll, beforeAll, expect, test } from "vitest";
import { startVaultProcess, type VaultProcess } from "@/lib/testing/vault-process";
import { openVaultStage, report, roundsOr, type VaultMerchant, type VaultStage } from "@/lib/testing/vault-stage";
import type { VaultPoint } from "@/lib/testing/vault-worker";

let stage: VaultStage;
let survivor: VaultProcess;
/** Started while others are being killed. */
const spares: Promise<VaultProcess>[] = [];
beforeAll(async () => {
  stage = await openVaultStage();
  spares.push(startVaultProcess(stage), startVaultProcess(stage));
  survivor = await startVaultProcess(stage);
});
afterAll(async () => {
  await Promise.all([survivor, ...spares].map(async (one) => (await one).kill()));
  await stage.close();
});

async function takeVictim(): Promise<VaultProcess> {
  spares.push(startVaultProcess(stage));
  const victim = await spares.shift();
  if (!victim) throw new Error("no process was started ahead");
  return victim;
}

/** Kills a process in the middle of a refresh. */
type Kill = (merchant: VaultMerchant) => Promise<void>;

const killInside =
  (point: VaultPoint): Kill =>
  async ({ merchantId }) => {
    const victim = await takeVictim();
    const { reached } = await victim.waitAt(point);
    victim.tokens(merchantId).catch(() => {});
    await reached;
    await victim.kill();
  };

const killWhileHeld =
  (at: "before" | "after"): Kill =>
  async (merchant) => {
    const victim = await takeVictim();
    const hold = await stage.fault(merchant, { type: "hold", at }, { times: 1 });
    victim.tokens(merchant.merchantId).catch(() => {});
    await stage.arrived(hold);
    await victim.kill();
    await stage.clearFaults(merchant);
  };

/** `spent`: whether the only copy of the new tokens died with the process. */
const points: { name: string; kill: Kill; spent: boolean | "perhaps" }[] = [
  { name: "before the lease", kill: killInside("before lease"), spent: false },
  { name: "after the lease", kill: killInside("leased"), spent: false },
  { name: "with the request at Lightspeed, before its effect", kill: killWhileHeld("before"), spent: "perhaps" },
  { name: "with the answer on its way", kill: killWhileHeld("after"), spent: true },
  { name: "with the answer read, before the commit", kill: killInside("answered"), spent: true },
  { name: "after the commit", kill: killInside("stored"), spent: false },
];

const ROUNDS = roundsOr(5);

test.each(points.map((point) => [point.name, point] as const))(
  `killed %s, ${ROUNDS} times: connected and working, or told to reconnect`,
  async (name, { kill, spent }) => {
    const graceful = await stage.merchant({ refreshGraceMs: 600_000 });
    const strict = await stage.merchant({ refreshGraceMs: 0 });
    let lost = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const merchant = round % 2 === 0 ? strict : graceful;
      await stage.leave(merchant, -1);
      const before = (await stage.tokenRequests(merchant)).length;
      await kill(merchant);
      await stage.endLease(merchant);
      const { errors } = await survivor.tokens(merchant.merchantId);
      const row = await stage.row(merchant);
      if (errors.length === 0) {
        expect(row.status).toBe("connected");
        expect(await stage.works(merchant)).toBe(true);
      } else {
        expect(merchant, "with grace every kill recovers").toBe(strict);
        expect(spent).not.toBe(false);
        expect(errors).toEqual(["needs_reauthorization"]);
        expect(row).toMatchObject({
          status: "needs_reauthorization",
          problem: "refresh_interrupted",
          refreshToken: null,
        });
        expect((await stage.logLines(merchant))[0]).toMatchObject({ level: "error" });
        // No loop: nothing more is asked of Lightspeed.
        expect((await survivor.tokens(merchant.merchantId, 10)).errors).toHaveLength(10);
        lost += 1;
      }
      if (spent === true && merchant === strict) expect(errors).toHaveLength(1);
      expect((await stage.tokenRequests(merchant)).length - before).toBeLessThanOrEqual(2);
      expect(await stage.row(merchant)).toMatchObject({ leaseOwner: null, leaseUntil: null });
      if (errors.length > 0) await stage.consent(merchant);
    }
    report(`killed ${name}: ${ROUNDS} kills, ${lost} lost and told, 0 silent`);
  },
  600_000,
);

test("a connection in trouble is well again when the process dies right after the commit", async () => {
  const merchant = await stage.merchant();
  await stage.sql`update connections set status = 'degraded', problem = 'refresh_failing' where merchant_id = ${merchant.merchantId}`;
  await stage.leave(merchant, -1);
  await killInside("stored")(merchant);
  expect(await stage.row(merchant)).toMatchObject({ status: "connected", problem: null, leaseUntil: null });
  expect(await stage.works(merchant)).toBe(true);
});

test("nobody waits for ever on a lease whose holder was killed: it lasts 15 seconds", async () => {
  const merchant = await stage.merchant();
  await stage.leave(merchant, -1);
  await killInside("leased")(merchant);
  const [lease] = await stage.sql<{ left: number }[]>`
    select extract(epoch from lease_until - now())::float8 as left from connections where merchant_id = ${merchant.merchantId}`;
  expect(lease?.left).toBeGreaterThan(5);
  expect(lease?.left).toBeLessThanOrEqual(15);
  await stage.endLease(merchant);
  expect((await survivor.tokens(merchant.merchantId, 20)).errors).toEqual([]);
});
