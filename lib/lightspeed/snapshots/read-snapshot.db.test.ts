import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { startVaultProcess, type VaultProcess } from "@/lib/testing/vault-process";
import { openVaultStage, type VaultMerchant, type VaultStage } from "@/lib/testing/vault-stage";
import { readSnapshot, type SnapshotRequest } from "./read-snapshot";

let stage: VaultStage;
let processes: VaultProcess[];
beforeAll(async () => {
  stage = await openVaultStage();
  processes = await Promise.all(Array.from({ length: 3 }, () => startVaultProcess(stage)));
});
afterAll(async () => {
  await Promise.all(processes.map((one) => one.kill()));
  await stage.close();
});

type Plans = { id: string; name: string }[];

const placeOf = ({ account }: VaultMerchant) => account.businesses[0]?.locations[0]?.id ?? "";

const plansOf = (merchant: VaultMerchant): SnapshotRequest<Plans> => ({
  kind: "floor-plans",
  key: placeOf(merchant),
  schema: z.array(z.object({ id: z.string(), name: z.string() })),
  maxAgeMs: 60_000,
  load: async (client) =>
    (await client.floorPlans.list({ businessLocationId: placeOf(merchant), query: {} })).map(({ id, name }) => ({
      id,
      name,
    })),
});

const read = (merchant: VaultMerchant, changes: Partial<SnapshotRequest<Plans>> = {}) =>
  readSnapshot(stage.services, merchant.merchantId, { ...plansOf(merchant), ...changes });

const calls = async ({ account }: VaultMerchant) =>
  (await stage.sandbox.requests({ account: account.accountId, operation: "floorPlans" })).length;

/** As if everything about snapshots had happened so long ago. */
const pass = ({ merchantId }: VaultMerchant, seconds: number) =>
  stage.sql`update snapshots set read_at = read_at - ${seconds} * interval '1 second',
    retry_at = retry_at - ${seconds} * interval '1 second', lease_until = lease_until - ${seconds} * interval '1 second' where merchant_id = ${merchantId}`;

const fault = (merchant: VaultMerchant, effect: object, more = {}) =>
  stage.fault(merchant, effect, { operation: "floorPlans", ...more });

test("50 people in three processes open the same cold page at once: one call, and all see the same", async () => {
  const merchant = await stage.merchant();
  const answers = await Promise.all(
    processes.map((one, i) => one.snapshot(merchant.merchantId, placeOf(merchant), [17, 17, 16][i] ?? 0)),
  );
  expect(await calls(merchant)).toBe(1);
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  const seen = new Set(answers.flatMap(({ tokens }) => tokens));
  expect(seen.size).toBe(1);
  expect([...seen][0]).toContain('"name"');
});

test("young data comes from the table without a call; old data costs one", async () => {
  const merchant = await stage.merchant();
  const first = await read(merchant);
  expect(first).toMatchObject({ stale: false, problem: null });
  expect(await read(merchant)).toEqual(first);
  expect(await calls(merchant)).toBe(1);
  await pass(merchant, 61);
  const second = await read(merchant);
  expect(second.readAt?.getTime()).toBeGreaterThan(first.readAt?.getTime() ?? 0);
  expect(await calls(merchant)).toBe(2);
});

test("somebody's wish reads young data again, and ten wishes at once are one call", async () => {
  const merchant = await stage.merchant();
  await read(merchant);
  const hold = await fault(merchant, { type: "hold" });
  const wishes = Array.from({ length: 10 }, () => read(merchant, { force: true }));
  await stage.arrived(hold);
  await stage.release(hold);
  await Promise.all(wishes);
  expect(await calls(merchant)).toBe(2);
});

test("a vendor that is down leaves the last data, with its age and the reason, and is left alone for a while", async () => {
  const merchant = await stage.merchant();
  const good = await read(merchant);
  await pass(merchant, 3600);
  await fault(merchant, { type: "status", status: 503 });
  const shown = await read(merchant);
  expect(shown).toMatchObject({ data: good.data, stale: true, problem: { message: expect.stringContaining("503") } });
  expect(Date.now() - (shown.readAt?.getTime() ?? 0)).toBeGreaterThan(3_500_000);
  const before = await calls(merchant);
  expect(await read(merchant)).toEqual(shown);
  expect(await calls(merchant)).toBe(before);
  await stage.clearFaults(merchant);
  await pass(merchant, 11);
  expect(await read(merchant)).toMatchObject({ stale: false, problem: null });
  const lines = (await stage.logLines(merchant)).filter(({ message }) => message.includes("floor plans"));
  expect(lines.map(({ message, count }) => [message, count])).toEqual([
    ["Reading floor plans works again.", 1],
    ["Reading floor plans did not work: Lightspeed has a fault of its own (503).", 1],
  ]);
});

test.each([
  ["403", { type: "status", status: 403 }, /refuses access/, /admin or owner/],
  ["429 that asks for more than we wait", { type: "status", status: 429, retryAfter: 120 }, /slow down/, /in a minute/],
  [
    "HTML",
    { type: "raw", status: 200, headers: { "content-type": "text/html" }, body: "<h1>Sorry</h1>" },
    /unexpected form/,
    /support/,
  ],
  [
    "an answer of another shape",
    { type: "raw", status: 200, headers: { "content-type": "application/json" }, body: '{"plans":7}' },
    /unexpected form/,
    /support/,
  ],
])("%s is told as such, and the last data stays", async (_, effect, message, remedy) => {
  const merchant = await stage.merchant();
  const good = await read(merchant);
  await fault(merchant, effect);
  const shown = await read(merchant, { force: true });
  expect(shown.data).toEqual(good.data);
  expect(shown.problem?.message).toMatch(message);
  expect(shown.problem?.remedy).toMatch(remedy);
});

test("a permission that was never granted is named", async () => {
  const merchant = await stage.merchant();
  await stage.sql`update connections set scopes = '{items}' where merchant_id = ${merchant.merchantId}`;
  await fault(merchant, { type: "status", status: 403 });
  expect((await read(merchant)).problem?.message).toBe("The permission orders-api was not granted.");
});

test("without a connection there is no data and the problem says so; after connecting it is read at once", async () => {
  const merchant = await stage.merchant();
  await stage.sql`update connections set status = 'disabled', access_token = null, refresh_token = null, refresh_due_at = null where merchant_id = ${merchant.merchantId}`;
  expect(await read(merchant)).toMatchObject({
    data: null,
    stale: false,
    problem: { message: expect.stringMatching(/[Cc]onnect/) },
  });
  await stage.consent(merchant);
  expect(await read(merchant)).toMatchObject({ problem: null });
});

test("a process that dies while reading blocks nobody for longer than its lease", async () => {
  const merchant = await stage.merchant();
  const hold = await fault(merchant, { type: "hold" }, { times: 1 });
  const doomed = await startVaultProcess(stage);
  doomed.snapshot(merchant.merchantId, placeOf(merchant), 1).catch(() => {});
  await stage.arrived(hold);
  await doomed.kill();
  await pass(merchant, 21);
  expect(await read(merchant)).toMatchObject({ stale: false, problem: null });
});

test("a reader who was frozen and wakes late overwrites nothing newer", async () => {
  const merchant = await stage.merchant();
  const hold = await fault(merchant, { type: "hold" }, { times: 1 });
  const slow = await startVaultProcess(stage);
  const late = slow.snapshot(merchant.merchantId, placeOf(merchant), 1);
  await stage.arrived(hold);
  slow.freeze();
  await pass(merchant, 21);
  const newer = await read(merchant);
  await stage.release(hold);
  slow.thaw();
  await late;
  expect((await read(merchant)).readAt).toEqual(newer.readAt);
  await slow.kill();
});

test("texts that no other column would take are kept, and what an older release stored in another form is read anew", async () => {
  const merchant = await stage.merchant();
  const odd = [{ id: "9223372036854775807", name: "nul \u0000 half \ud800 <script>alert(1)</script>" }];
  expect((await read(merchant, { load: async () => odd })).data).toEqual(odd);
  expect((await read(merchant)).data).toEqual(odd);
  await stage.sql`update snapshots set data = '{"old":true}' where merchant_id = ${merchant.merchantId}`;
  expect((await read(merchant)).data).not.toEqual(odd);
  expect(await calls(merchant)).toBe(1);
});

test("what is no fault of the vendor's flies on, and the next reader is not kept waiting", async () => {
  const merchant = await stage.merchant();
  const broken = read(merchant, { load: () => Promise.reject(new RangeError("a bug of ours")) });
  await expect(broken).rejects.toThrow("a bug of ours");
  expect(await read(merchant)).toMatchObject({ problem: null });
});
