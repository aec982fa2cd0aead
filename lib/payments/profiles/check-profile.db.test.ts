import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { findPaymentProfile, listDueProfileChecks } from "@/db/queries/payment-profiles";
import { listIssues } from "@/lib/attention/list-issues";
import { openPaymentStage, type PaymentStage, type StageMerchant } from "@/lib/testing/payment-stage";
import { startPayment } from "../start-payment";
import { checkDueKeys } from "./check-due-keys";
import { checkProfile, recheckProfile } from "./check-profile";
import { removeProfile } from "./remove-profile";
import { replaceProfileKeys } from "./update-profile";

let stage: PaymentStage;
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage.close());

const HOUR_MS = 3_600_000;
const providers = ["stripe", "viva"] as const;
type Provider = (typeof providers)[number];

let merchant: StageMerchant;
beforeEach(async () => {
  merchant = await stage.merchant();
});

/** As if so many hours had gone by. */
const after = (hours: number) => ({ ...stage.services, now: () => new Date(Date.now() + hours * HOUR_MS) });
const revoke = (account: string, keysRevoked = true) =>
  stage.sandbox.control("PATCH", `/payments/accounts/${account}`, { keysRevoked });
const profileOf = async (id: string) => {
  const found = await withTenant(stage.services.db, merchant.merchantId, (tx) => findPaymentProfile(tx, id));
  if (!found) throw new Error("no profile");
  return found;
};
const issues = async () => (await listIssues(stage.services, merchant.merchantId)).open;
const recheck = (profileId: string, hours: number) =>
  recheckProfile(after(hours), { merchantId: merchant.merchantId, profileId });

test.each(providers)("%s: accepted once a day, and the proof is as young as the answer", async (provider) => {
  const { profileId } = await merchant.payThrough(provider);
  const made = await profileOf(profileId);
  await recheck(profileId, 1);
  expect(await profileOf(profileId)).toEqual(made);
  await recheck(profileId, 25);
  const { checkedAt, checkDueAt, problem } = await profileOf(profileId);
  expect(problem).toBeNull();
  expect(Math.abs((checkedAt?.getTime() ?? 0) - Date.now() - 25 * HOUR_MS)).toBeLessThan(60_000);
  const wait = checkDueAt.getTime() - (checkedAt?.getTime() ?? 0);
  expect(wait).toBeGreaterThanOrEqual(19 * HOUR_MS);
  expect(wait).toBeLessThanOrEqual(24 * HOUR_MS);
});

test.each(providers)("%s: refused keys are said once, with a remedy, and closed by proof", async (provider) => {
  const { profileId, account } = await merchant.payThrough(provider);
  await revoke(account);
  await recheck(profileId, 25);
  await recheck(profileId, 32);
  expect((await profileOf(profileId)).problem).toMatch(/does not accept/);
  expect(await issues()).toMatchObject([
    {
      ...{ kind: "payment_keys", severity: "critical", count: 2, href: `/settings/payments/${profileId}#keys` },
      ...{ title: expect.stringMatching(/no longer accepts the keys/), remedy: expect.stringMatching(/replace them/) },
    },
  ]);
  await revoke(account, false);
  await recheck(profileId, 40);
  expect((await profileOf(profileId)).problem).toBeNull();
  const { open, resolved } = await listIssues(stage.services, merchant.merchantId);
  expect(open).toEqual([]);
  expect(resolved).toMatchObject([{ kind: "payment_keys", proof: expect.stringMatching(/accepted the keys\./) }]);
});

const silences: [string, object][] = [
  ["503", { type: "status", status: 503 }],
  ["too many calls", { type: "status", status: 429 }],
  ["a cut line", { type: "cut", at: "body" }],
  ["a page instead of an answer", { type: "raw", status: 200, headers: { "content-type": "text/html" }, body: "<p>" }],
  ["an answer to something else", { type: "status", status: 404 }],
];
test.each(providers.flatMap((provider) => silences.map((silence) => [provider, ...silence] as const)))(
  "%s answers with %s: nothing is known anew, nothing is stopped, and it is asked again soon",
  async (provider: Provider, _, fault) => {
    const { profileId, account } = await merchant.payThrough(provider);
    const before = await profileOf(profileId);
    await stage.sandbox.control("POST", "/faults", { account, do: fault });
    await recheck(profileId, 25);
    await stage.sandbox.control("DELETE", `/faults?account=${account}`);
    const { problem, checkedAt, checkDueAt } = await profileOf(profileId);
    expect({ problem, checkedAt }).toEqual({ problem: null, checkedAt: before.checkedAt });
    expect(checkDueAt.getTime() - Date.now()).toBeLessThan(25.6 * HOUR_MS);
    expect(await issues()).toEqual([]);
  },
);

test("an outage while somebody asks stops no sales either, and a refusal seen before stays", async () => {
  const { profileId, account } = await merchant.payThrough("stripe");
  const down = () => stage.sandbox.control("POST", "/faults", { account, do: { type: "status", status: 503 } });
  const up = () => stage.sandbox.control("DELETE", `/faults?account=${account}`);
  await down();
  expect(await checkProfile(stage.services, merchant.actor, profileId)).toMatchObject({ outcome: "no_answer" });
  expect((await profileOf(profileId)).problem).toBeNull();
  await up();
  await revoke(account);
  expect(await checkProfile(stage.services, merchant.actor, profileId)).toMatchObject({ outcome: "refused" });
  await down();
  await checkProfile(stage.services, merchant.actor, profileId);
  expect((await profileOf(profileId)).problem).toMatch(/does not accept/);
  expect(await issues()).toHaveLength(1);
  await up();
});

test.each(providers)("%s: the daily question makes nothing at the provider", async (provider) => {
  const { profileId, account } = await merchant.payThrough(provider);
  const books = () => stage.sandbox.control<{ checkouts: object[] }>("GET", `/payments/accounts/${account}/books`);
  const before = await books();
  await recheck(profileId, 25);
  expect(await books()).toEqual(before);
});

const keyOf = async (account: string) => {
  const all = await stage.sandbox.control<{ id: string; secretKey: string }[]>("GET", "/payments/accounts");
  return all.find(({ id }) => id === account)?.secretKey ?? "";
};

test("a refusal of keys that were replaced while the provider was asked says nothing of the new ones", async () => {
  const { profileId, account } = await merchant.payThrough("stripe");
  const secretKey = await keyOf(account);
  const { actor, merchantId } = merchant;
  const server = createServer(async (_, response) => {
    await replaceProfileKeys(stage.services, actor, profileId, { provider: "stripe", secretKey });
    response.writeHead(401, { "content-type": "application/json" }).end('{"error":{"type":"invalid_request_error"}}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stripe = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const slow = { ...after(25), payments: { ...stage.services.payments, stripe } };
  await recheckProfile(slow, { merchantId, profileId });
  server.closeAllConnections();
  server.close();
  expect((await profileOf(profileId)).problem).toBeNull();
  expect(await issues()).toEqual([]);
});

test("new keys and the end of the profile close the issue too", async () => {
  const { actor } = merchant;
  for (const end of ["keys", "removal"] as const) {
    const { profileId, account } = await merchant.payThrough("stripe");
    await revoke(account);
    await recheck(profileId, 25);
    expect(await issues()).toHaveLength(1);
    await revoke(account, false);
    if (end === "removal") await removeProfile(stage.services, actor, profileId);
    else {
      const secretKey = await keyOf(account);
      await replaceProfileKeys(stage.services, actor, profileId, { provider: "stripe", secretKey });
    }
    expect(await issues()).toEqual([]);
  }
});

const jobsOf = (profileId: string) => stage.services.db.$client<{ at: Date }[]>`
  select j.run_at as at from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
   where t.identifier = 'payments.check-keys' and j.payload->>'profileId' = ${profileId}`;

test("the round finds what is due, of every merchant and once, and nothing that was removed", async () => {
  const { profileId } = await merchant.payThrough("stripe");
  const removed = await merchant.payThrough("stripe");
  await removeProfile(stage.services, merchant.actor, removed.profileId);
  const due = (hours: number) => listDueProfileChecks(stage.services.db, after(hours).now(), 1_000);
  expect(await due(1)).not.toContainEqual(expect.objectContaining({ profileId }));
  const later = await due(25);
  expect(later).toContainEqual({ merchantId: merchant.merchantId, profileId });
  expect(later).not.toContainEqual(expect.objectContaining({ profileId: removed.profileId }));
  await checkDueKeys(after(25));
  await checkDueKeys(after(25));
  expect(await jobsOf(profileId)).toHaveLength(1);
});

test("a payment that the keys stood in the way of has them checked now and not tomorrow", async () => {
  const { profileId, account } = await merchant.payThrough("viva");
  await revoke(account);
  const { merchantId, locationId } = merchant;
  const wish = {
    ...{ merchantId, locationId, orderId: randomUUID(), amountMinor: 500, currency: "EUR", description: "Lunch" },
    returnUrl: `${stage.services.payments.appUrl}/o/x`,
  };
  await expect(startPayment(stage.services, wish)).rejects.toThrow("Paying is not possible here right now.");
  expect(await jobsOf(profileId)).toHaveLength(1);
  await recheck(profileId, 0);
  expect(await issues()).toHaveLength(1);
});
