import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { OAuthClient, type TokenSet } from "@/lib/k-series";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { insertRowsForMerchant } from "@/lib/testing/any-rows";
import { openVaultStage, report, roundsOr, type VaultMerchant, type VaultStage } from "@/lib/testing/vault-stage";
import { refreshDueConnections } from "./refresh-due";
import { sealTokens } from "./token-sealing";
import { getAccessToken } from "./token-vault";

let stage: VaultStage;
beforeAll(async () => {
  stage = await openVaultStage();
});
afterAll(() => stage.close());
// Every test has all due connections of the database to itself.
afterEach(() => stage.sql`update connections set refresh_due_at = null`);

const setDue = (merchant: VaultMerchant, secondsAgo: number) =>
  stage.sql`update connections set refresh_due_at = now() - ${secondsAgo} * interval '1 second' where merchant_id = ${merchant.merchantId}`;

/** An OAuth client that answers at once and remembers when each refresh token came. */
function fakeOAuth(onRefresh: () => void = () => {}): {
  oauth: OAuthClient;
  arrivals: { refreshToken: string; at: number }[];
} {
  const arrivals: { refreshToken: string; at: number }[] = [];
  const oauth = new OAuthClient(stage.services.oauth.config);
  vi.spyOn(oauth, "refresh").mockImplementation(async (refreshToken): Promise<TokenSet> => {
    arrivals.push({ refreshToken, at: performance.now() });
    onRefresh();
    return {
      ...{ accessToken: randomUUID(), refreshToken: randomUUID(), scopes: ["items"] },
      ...{ accessLifetime: 3600, refreshLifetime: null },
    };
  });
  return { oauth, arrivals };
}

/** Connections that fell due one second apart, number 0 the longest ago; the refresh token is the number. */
async function fillDue(count: number): Promise<void> {
  const { sql, services } = stage;
  const rows = Array.from({ length: count }, (_, number) => {
    const row = { id: randomUUID(), merchantId: randomUUID() };
    const sealed = sealTokens(services.keyring, "connections", row, {
      accessToken: `access ${number}`,
      refreshToken: String(number),
    });
    return { ...row, number, ...sealed };
  });
  for (let at = 0; at < count; at += 1000) {
    const part = rows.slice(at, at + 1000);
    await sql`insert into merchants ${sql(part.map(({ merchantId, number }) => ({ id: merchantId, name: `Merchant ${number}` })))}`;
    await sql`insert into connections ${sql(
      part.map(({ id, merchantId, accessToken, refreshToken, number }) => ({
        ...{ id, merchant_id: merchantId, environment: "sandbox", status: "connected", access_lifetime: 3600 },
        ...{ access_token: accessToken, refresh_token: refreshToken, token_version: 1 },
        access_expires_at: new Date(Date.now() + 200_000),
        refresh_due_at: new Date(Date.now() - (count - number) * 1000),
      })),
    )}`;
  }
}

const DUE = 10_000;
/** The quick form looks at the first seconds of the herd, the long one at all of it. */
const quick = roundsOr(0) === 0;
const PER_SECOND = quick ? 100 : 250;
const LIMIT_MS = quick ? 4_000 : 900_000;

test(`${DUE} connections due at once are renewed at ${PER_SECOND} a second, the longest due first, none twice`, async () => {
  const { oauth, arrivals } = fakeOAuth();
  const services: Services = { ...stage.services, oauth };
  const possible = quick ? 0 : await renewalsPerSecond(services);
  arrivals.length = 0;
  await fillDue(DUE);
  const started = performance.now();
  await refreshDueConnections(services, { perSecond: PER_SECOND, concurrency: 10, limitMs: LIMIT_MS });
  const seconds = (performance.now() - started) / 1000;
  const numbers = arrivals.map(({ refreshToken }) => Number(refreshToken));
  report(`${numbers.length} of ${DUE} renewed in ${seconds.toFixed(1)} s at a cap of ${PER_SECOND} a second`);
  expect(new Set(numbers).size).toBe(numbers.length);
  // How far the quick form comes is the machine's affair; how fast the long one can be was measured before it.
  const pace = Math.min(PER_SECOND, possible);
  if (!quick) expect([numbers.length, seconds < (1.5 * DUE) / pace]).toEqual([DUE, true]);
  expect(numbers.length).toBeGreaterThan(0);
  // In order, but for those that are under way side by side.
  for (const [place, number] of numbers.entries()) expect(Math.abs(number - place)).toBeLessThanOrEqual(10);
  // From no start on more than the cap within a second; those side by side may bunch when the machine stutters.
  for (const [place, { at }] of arrivals.entries()) {
    const following = arrivals[place + PER_SECOND + 10];
    if (following) expect(following.at - at).toBeGreaterThan(1000);
  }
  const [rows] = await stage.sql<{ due: number; renewed: number }[]>`
    select count(*) filter (where refresh_due_at < now())::int as due, count(*) filter (where token_version = 2)::int as renewed
    from connections`;
  expect(rows).toEqual({ due: DUE - numbers.length, renewed: numbers.length });
}, 1_800_000);

/** What this machine manages where nothing holds it back. */
async function renewalsPerSecond(services: Services): Promise<number> {
  const SAMPLE = 1_000;
  await fillDue(SAMPLE);
  const started = performance.now();
  await refreshDueConnections(services, { perSecond: 1_000_000, concurrency: 10, limitMs: LIMIT_MS });
  const perSecond = SAMPLE / ((performance.now() - started) / 1000);
  report(`${perSecond.toFixed(0)} renewals a second without a cap`);
  await stage.sql`delete from connections`;
  return perSecond;
}

test("300 due at once at 100 a second are done in the three seconds that this takes", async () => {
  await fillDue(300);
  const { oauth, arrivals } = fakeOAuth();
  const started = performance.now();
  await refreshDueConnections({ ...stage.services, oauth }, { perSecond: 100, concurrency: 10 });
  expect(arrivals).toHaveLength(300);
  expect(performance.now() - started).toBeGreaterThan(2_900);
  // Far above it only because the machine may be busy with other things.
  expect(performance.now() - started).toBeLessThan(25_000);
});

/** Gives the merchant of this number an order, over or on its way. */
async function giveOrder(number: number, deadline: Date | null): Promise<void> {
  const { sql } = stage;
  const madeFor = await insertRowsForMerchant(sql, ["locations", "orders"]);
  await sql.begin(async (tx) => {
    const [merchant] = await tx<{ id: string }[]>`
      select m.id from merchants m join connections c on c.merchant_id = m.id and c.refresh_due_at is not null
       where m.name = ${`Merchant ${number}`}`;
    await tx`update locations set merchant_id = ${merchant?.id ?? null} where merchant_id = ${madeFor}`;
    await tx`update orders set merchant_id = ${merchant?.id ?? null}, deadline_at = ${deadline} where merchant_id = ${madeFor}`;
  });
}

test("who has orders on their way is renewed before the others (B2)", async () => {
  await fillDue(60);
  await Promise.all([giveOrder(40, null), giveOrder(50, new Date()), giveOrder(55, new Date(Date.now() + 600_000))]);
  const { oauth, arrivals } = fakeOAuth();
  await refreshDueConnections({ ...stage.services, oauth }, { perSecond: 1000, concurrency: 1 });
  expect(arrivals.map(({ refreshToken }) => Number(refreshToken))).toEqual([
    ...[50, 55],
    ...Array.from({ length: 60 }, (_, number) => number).filter((number) => number !== 50 && number !== 55),
  ]);
});

test("two jobs at once renew nobody twice", async () => {
  await fillDue(60);
  const { oauth, arrivals } = fakeOAuth();
  const services: Services = { ...stage.services, oauth };
  const pace = { perSecond: 1000, concurrency: 5 };
  await Promise.all([refreshDueConnections(services, pace), refreshDueConnections(services, pace)]);
  expect(arrivals.map(({ refreshToken }) => Number(refreshToken)).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 60 }, (_, number) => number),
  );
});

test("a connection that somebody renewed after the job looked is left alone", async () => {
  const [first, second] = [await stage.merchant(), await stage.merchant()];
  await Promise.all([setDue(first, 20), setDue(second, 10), stage.leave(second, -1)]);
  const oauth = new OAuthClient(stage.services.oauth.config);
  const refresh = oauth.refresh.bind(oauth);
  vi.spyOn(oauth, "refresh").mockImplementation(async (...input) => {
    // While the job is at the first, a caller renews the second.
    await getAccessToken(stage.services, second.merchantId);
    return refresh(...input);
  });
  await refreshDueConnections({ ...stage.services, oauth }, { concurrency: 1 });
  expect(await stage.tokenRequests(first)).toHaveLength(1);
  expect(await stage.tokenRequests(second)).toHaveLength(1);
});

test("one connection's trouble, foreseen or not, does not hold up the others, and nothing of it is thrown", async () => {
  const error = vi.spyOn(log, "error").mockImplementation(() => {});
  const merchants = await Promise.all([stage.merchant(), stage.merchant(), stage.merchant()]);
  const [revoked, broken, well] = merchants;
  if (!revoked || !broken || !well) throw new Error("three merchants are needed");
  await Promise.all(merchants.map((merchant, at) => setDue(merchant, 30 - at)));
  await stage.sandbox.control("POST", `/accounts/${revoked.account.accountId}/revoke`, {});
  await stage.sql`update connections set refresh_token = 'v1.k1.broken' where merchant_id = ${broken.merchantId}`;
  await refreshDueConnections(stage.services);
  expect(await Promise.all(merchants.map(async (one) => (await stage.row(one)).status))).toEqual([
    ...["needs_reauthorization", "needs_reauthorization", "connected"],
  ]);
  expect(await stage.tokenRequests(well)).toHaveLength(1);
  expect(error).toHaveBeenCalledOnce();
});

test("a job that is told to stop ends without taking up another connection", async () => {
  await fillDue(50);
  const stop = new AbortController();
  const { oauth, arrivals } = fakeOAuth(() => stop.abort());
  await refreshDueConnections({ ...stage.services, oauth }, { concurrency: 2, perSecond: 1000, signal: stop.signal });
  expect([1, 2]).toContain(arrivals.length);
});

describe("half an hour in which Lightspeed does not answer", () => {
  /** The background job, minute by minute of shifted time. */
  async function live(services: Services, merchant: VaultMerchant, minutes: number, each: () => Promise<void>) {
    for (let minute = 0; minute < minutes; minute += 1) {
      await stage.pass(merchant, 60);
      await refreshDueConnections(services);
      await each();
    }
  }

  test("is a degraded connection with a few tries, which recovers alone", async () => {
    const impatient = new OAuthClient({ ...stage.services.oauth.config, timeoutMs: 60 });
    const services: Services = { ...stage.services, oauth: impatient };
    const merchant = await stage.merchant();
    await Promise.all([setDue(merchant, 0), stage.leave(merchant, 60)]);
    await stage.fault(merchant, { type: "status", status: 503 }, { times: 2 });
    await stage.fault(merchant, { type: "hang" });
    const states = new Set<string>();
    await live(services, merchant, 30, async () => {
      states.add((await stage.row(merchant)).status);
    });
    // The token itself still served through the first minute.
    states.delete("connected");
    expect([...states]).toEqual(["degraded"]);
    const tries = (await stage.tokenRequests(merchant)).length;
    expect(tries).toBeGreaterThanOrEqual(4);
    expect(tries).toBeLessThanOrEqual(9);
    await stage.clearFaults(merchant);
    await live(stage.services, merchant, 38, async () => {});
    expect(await stage.row(merchant)).toMatchObject({ status: "connected", problem: null, refreshFailures: 0 });
    expect(await stage.tokenRequests(merchant)).toHaveLength(tries + 1);
    expect(await stage.works(merchant)).toBe(true);
    const messages = (await stage.logLines(merchant)).map(({ message }) => message);
    expect(messages[0]).toBe("Lightspeed answers again; the connection was renewed.");
  });

  test("is another thing than a final refusal, after which Lightspeed is not asked again", async () => {
    const merchant = await stage.merchant();
    await stage.sandbox.control("POST", `/accounts/${merchant.account.accountId}/revoke`, {});
    await Promise.all([setDue(merchant, 0), stage.leave(merchant, -1)]);
    await live(stage.services, merchant, 60, async () => {
      await expect(getAccessToken(stage.services, merchant.merchantId)).rejects.toMatchObject({
        code: "needs_reauthorization",
      });
    });
    expect(await stage.tokenRequests(merchant)).toHaveLength(1);
    expect(await stage.logLines(merchant)).toHaveLength(1);
  });
});
