import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { OAuthClient } from "@/lib/k-series";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { actorOf, authorize, connect, oauthConfig, openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant, type LinkedMerchant } from "@/lib/testing/linked-merchant";
import type { SandboxAccount } from "@/lib/testing/sandbox-process";
import { completeAuthorization } from "./complete-authorization";
import { getConnectionView } from "./connection-view";
import { disconnect } from "./disconnect";
import { linkLocation } from "./link-location";
import { startAuthorization } from "./start-authorization";
import { getAccessToken } from "./token-vault";

let stage: Stage;
let services: Services;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  services = stage.services;
  owner = postgres(stage.ownerUrl, { max: 2, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const connected = (): Promise<LinkedMerchant> => createLinkedMerchant(stage);
const typed = { confirmation: "Lightspeed" };

test("a hundred at once have one effect: one receipt, one audit entry, one log line; the others are told", async () => {
  const { actor, account } = await connected();
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => disconnect(services, actor, typed)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
  const [n] = await owner`
    select (select count(*)::int from deletion_receipts where merchant_id = ${actor.merchantId}) as receipts,
           (select count(*)::int from audit_entries where merchant_id = ${actor.merchantId} and action = 'connection.deleted') as audits,
           (select sum(count)::int from integration_log where merchant_id = ${actor.merchantId} and operation = 'Delete') as lines`;
  expect(n).toEqual({ receipts: 1, audits: 1, lines: 1 });
  expect(await stage.sandbox.requests({ account: account.accountId, operation: "revoke" })).toHaveLength(1);
});

test("a dead token does not stop Delete", async () => {
  const { actor, account } = await connected();
  await stage.sandbox.control("POST", `/accounts/${account.accountId}/revoke`);
  await expect(
    getAccessToken(services, actor.merchantId, { refused: await getAccessToken(services, actor.merchantId) }),
  ).rejects.toMatchObject({ code: "needs_reauthorization" });
  const receipt = await disconnect(services, actor, typed);
  expect(receipt.removed[0]).toEqual({ what: "Access and refresh token", detail: "There were none any more." });
  expect(receipt.unreachable).toEqual([]);
  expect((await getConnectionView(services, actor.merchantId)).status).toBe("disabled");
});

const deadEnds: [string, (account: SandboxAccount) => Promise<Services>][] = [
  [
    "nobody listens",
    async () => ({
      ...services,
      oauth: new OAuthClient({ ...oauthConfig(stage.sandbox), revocationUrl: "http://127.0.0.1:9/revoke" }),
    }),
  ],
  ["the request hangs", (account) => fault(account, { type: "hang" })],
  ["it answers with 503", (account) => fault(account, { type: "status", status: 503 })],
  ["the connection breaks", (account) => fault(account, { type: "cut", at: "before" })],
];

async function fault(account: SandboxAccount, what: object): Promise<Services> {
  await stage.sandbox.control("POST", "/faults", { account: account.accountId, operation: "revoke", do: what });
  return services;
}

test.each(deadEnds)(
  "with Lightspeed out of reach (%s) Delete still works within seconds, and the receipt says what is left",
  async (_, reach) => {
    const { actor, account } = await connected();
    const started = performance.now();
    const receipt = await disconnect(await reach(account), actor, typed);
    expect(performance.now() - started).toBeLessThan(8_000);
    expect(receipt.unreachable).toMatchObject([{ what: "Permission at Lightspeed" }]);
    expect(receipt.removed.map(({ what }) => what)).not.toContain("Permission at Lightspeed");
    const [row] =
      await owner`select status, access_token, refresh_token from connections where merchant_id = ${actor.merchantId}`;
    expect(row).toEqual({ status: "disabled", access_token: null, refresh_token: null });
  },
);

test("credentials that do not open do not stop Delete; they raise the alarm and count as not given back", async () => {
  const alarm = vi.spyOn(log, "error").mockImplementation(() => {});
  const { actor } = await connected();
  await owner`update connections set refresh_token = access_token where merchant_id = ${actor.merchantId}`;
  const receipt = await disconnect(services, actor, typed);
  expect(receipt.unreachable).toHaveLength(1);
  expect(alarm).toHaveBeenCalledTimes(1);
});

test("a sign-in that waits for Lightspeed's answer while Delete happens does not connect again", async () => {
  const { actor, account } = await connected();
  const { url } = await startAuthorization(services, actor);
  const parameters = await authorize(stage, url, account);
  const { id } = await stage.sandbox.control<{ id: string }>("POST", "/faults", {
    account: account.accountId,
    operation: "token",
    times: 1,
    do: { type: "hold", at: "after" },
  });
  const outcome = completeAuthorization(services, { actor, parameters });
  await stage.sandbox.control("GET", `/holds/${id}?atLeast=1`);
  await disconnect(services, actor, typed);
  await stage.sandbox.control("POST", `/holds/${id}/release`);
  expect(await outcome).toBe("replaced");
  const view = await getConnectionView(services, actor.merchantId);
  expect(view).toMatchObject({ status: "disabled", business: null });
  // The tokens that nobody wants any more were given back.
  const { grants } = await stage.sandbox.control<{ grants: unknown[] }>("GET", `/accounts/${account.accountId}`);
  expect(grants).toEqual([]);
});

test.each([0, 11])(
  "the permission of a choice that waits is given back too, %i minutes after the sign-in, and the receipt counts it",
  async (minutes) => {
    const { actor } = await connected();
    const other = await stage.sandbox.createAccount();
    expect(await connect(stage, actor, other)).toBe("choose_business");
    const later = { ...services, now: () => new Date(Date.now() + minutes * 60_000) };
    const receipt = await disconnect(later, actor, typed);
    expect(receipt.removed.map(({ what }) => what)).toContain("Sign-ins in progress");
    expect(receipt.unreachable).toEqual([]);
    const { grants } = await stage.sandbox.control<{ grants: unknown[] }>("GET", `/accounts/${other.accountId}`);
    expect(grants).toEqual([]);
  },
);

test("Delete beside starts, links and log lines: none of them ends in a deadlock, and no link acts afterwards", async () => {
  for (let round = 0; round < 5; round += 1) {
    const { actor, locationId, placeId } = await connected();
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 6 }, () => startAuthorization(services, actor)),
      disconnect(services, actor, typed),
      ...Array.from({ length: 6 }, () => linkLocation(services, actor, { locationId, businessLocationId: placeId })),
      ...Array.from({ length: 6 }, () => startAuthorization(services, { ...actor, ...actorOf(actor.merchantId) })),
    ]);
    for (const outcome of outcomes)
      if (outcome.status === "rejected")
        expect(outcome.reason, String(outcome.reason?.cause)).toMatchObject({ name: "AppError" });
    const links = await owner`select 1 from location_links where merchant_id = ${actor.merchantId} and active`;
    expect(links).toHaveLength(0);
  }
});
