import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { findPaymentProfile, noteProfileEvent } from "@/db/queries/payment-profiles";
import { listIssues } from "@/lib/attention/list-issues";
import { missingBeforeLive } from "@/lib/channels/before-live";
import { checkProfile, recheckProfile } from "@/lib/payments/profiles/check-profile";
import { removeProfile } from "@/lib/payments/profiles/remove-profile";
import { addSigningSecret, rotateWebhookSecret } from "@/lib/payments/profiles/rotate-webhook-secret";
import { createStripe } from "@/lib/payments/stripe/stripe-client";
import { payThrough } from "@/lib/testing/pay-through";
import { openPaymentStage, type PaymentStage, type StageMerchant } from "@/lib/testing/payment-stage";
import { getPrerequisites } from "./get-prerequisites";

let stage: PaymentStage;
let merchant: StageMerchant;
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  merchant = await stage.merchant();
});

const later = () => ({ ...stage.services, now: () => new Date(Date.now() + 25 * 3_600_000) });
/** As if a day had gone by since the keys were looked at. */
const recheck = (profileId: string, services = later()) =>
  recheckProfile(services, { merchantId: merchant.merchantId, profileId });
const issues = async () => (await listIssues(stage.services, merchant.merchantId)).open;

async function profileOf(id: string) {
  const found = await withTenant(stage.services.db, merchant.merchantId, (tx) => findPaymentProfile(tx, id));
  if (!found) throw new Error("no profile");
  return found;
}

/** What the setup says of payments, and what keeps a channel from going live because of them; null: nothing. */
async function faults() {
  const { merchantId, locationId } = merchant;
  const step = (await getPrerequisites(stage.services, merchantId)).find(({ id }) => id === "payment");
  const missing = await withTenant(stage.services.db, merchantId, (tx) => missingBeforeLive(tx));
  const held = missing(locationId).find(({ code }) => code === "payment_unheard")?.message ?? null;
  return { step: step?.done ? null : step?.state, broken: step?.broken, held };
}
const nothing = { step: null, broken: false, held: null };
const said = (words: RegExp, broken: boolean) => ({
  ...{ step: expect.stringMatching(words), broken, held: expect.stringMatching(words) },
});

/** The account's endpoints, as its owner reaches them in Stripe's dashboard. */
async function endpointsAt(account: string) {
  const all = await stage.sandbox.control<{ id: string; secretKey: string }[]>("GET", "/payments/accounts");
  const secretKey = all.find(({ id }) => id === account)?.secretKey ?? "";
  return createStripe(secretKey, stage.services.payments.stripe).webhookEndpoints;
}

async function stripeProfile() {
  const { profileId, account } = await merchant.payThrough("stripe");
  const { webhookEndpointId } = await profileOf(profileId);
  return { profileId, endpoints: await endpointsAt(account), endpointId: webhookEndpointId ?? "" };
}

/** The keys were saved, and nobody has entered the address at Viva Wallet. */
async function vivaProfile() {
  const { sandbox, services } = stage;
  const control: typeof sandbox.control = async (method, path, body) =>
    method === "PATCH" ? (undefined as never) : sandbox.control(method, path, body);
  const { actor, locationId } = merchant;
  return payThrough(services, { control }, { actor, locationId, provider: "viva" });
}

test("Viva Wallet's keys alone prove no webhook: the step and the channels wait until it reads the address", async () => {
  const { profileId, account } = await vivaProfile();
  expect(await faults()).toEqual(said(/Viva Wallet has not read the webhook address yet/, false));
  const webhookUrl = `${stage.services.payments.appUrl}/webhook/viva/${profileId}`;
  await stage.sandbox.control("PATCH", `/payments/accounts/${account}`, { webhookUrl });
  expect((await profileOf(profileId)).handshakeAt).not.toBeNull();
  expect(await faults()).toEqual(nothing);
});

test("a notice of Viva Wallet's about a payment of ours proves as much", async () => {
  const { profileId } = await vivaProfile();
  await withTenant(stage.services.db, merchant.merchantId, (tx) =>
    noteProfileEvent(tx, { id: profileId, lastEventAt: null }, new Date()),
  );
  expect(await faults()).toEqual(nothing);
});

type Endpoints = Awaited<ReturnType<typeof endpointsAt>>;
const losses: [string, RegExp, (endpoints: Endpoints, id: string) => Promise<unknown>][] = [
  ["was removed", /is not in your Stripe account any more/, (endpoints, id) => endpoints.del(id)],
  ["was switched off", /is switched off in your Stripe/, (endpoints, id) => endpoints.update(id, { disabled: true })],
  [
    ...(["leads elsewhere", /leads to another address/] as const),
    (endpoints, id) => endpoints.update(id, { url: "https://shop.test/hook" }),
  ],
  [
    ...(["tells less", /leaves out events/] as const),
    (endpoints, id) => endpoints.update(id, { enabled_events: ["checkout.session.completed"] }),
  ],
];

test.each(losses)(
  "an endpoint at Stripe that %s is found within a day, said once, and made anew by one press",
  async (_, words, lose) => {
    const { profileId, endpoints, endpointId } = await stripeProfile();
    await recheck(profileId);
    expect(await faults()).toEqual(nothing);
    await lose(endpoints, endpointId);
    expect(await checkProfile(stage.services, merchant.actor, profileId)).toMatchObject({ outcome: "accepted" });
    await checkProfile(stage.services, merchant.actor, profileId);
    expect(await faults()).toEqual(said(words, true));
    expect(await issues()).toMatchObject([
      { kind: "payment_webhook", severity: "warning", count: 2, href: `/settings/payments/${profileId}#webhook` },
    ]);
    // The keys are good: guests can pay on.
    expect((await profileOf(profileId)).problem).toBeNull();

    await rotateWebhookSecret(stage.services, merchant.actor, profileId);
    expect(await faults()).toEqual(nothing);
    expect(await issues()).toEqual([]);
    expect((await endpoints.list()).data.map(({ id, status }) => [id, status])).toEqual([
      [(await profileOf(profileId)).webhookEndpointId, "enabled"],
    ]);
  },
);

test("the daily look finds it too, closes it by proof, and a removed profile leaves nothing open", async () => {
  const { profileId, endpoints, endpointId } = await stripeProfile();
  await endpoints.update(endpointId, { disabled: true });
  await recheck(profileId);
  expect(await issues()).toHaveLength(1);
  await endpoints.update(endpointId, { disabled: false });
  await checkProfile(stage.services, merchant.actor, profileId);
  expect(await issues()).toEqual([]);
  await endpoints.del(endpointId);
  await checkProfile(stage.services, merchant.actor, profileId);
  expect(await issues()).toHaveLength(1);
  await removeProfile(stage.services, merchant.actor, profileId);
  expect(await issues()).toEqual([]);
});

test("the secret of an endpoint that was made by hand ends the loss of ours", async () => {
  const { profileId, endpoints, endpointId } = await stripeProfile();
  await endpoints.del(endpointId);
  await checkProfile(stage.services, merchant.actor, profileId);
  await addSigningSecret(stage.services, merchant.actor, { id: profileId, secret: "whsec_0123456789abcdef" });
  expect(await faults()).toEqual(nothing);
  expect(await issues()).toEqual([]);
  await recheck(profileId);
  expect(await faults()).toEqual(nothing);
});

/** A Stripe that takes the keys, and says this of the endpoint; `meanwhile`: what happens before it does. */
async function askedThere(profileId: string, status: number, meanwhile = async () => {}) {
  const server = createServer(async (request, response) => {
    const about = request.url?.includes("/webhook_endpoints/");
    if (about) await meanwhile();
    const body = about ? { error: { type: "invalid_request_error" } } : { object: "balance", livemode: false };
    response.writeHead(about ? status : 200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stripe = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await recheck(profileId, { ...later(), payments: { ...stage.services.payments, stripe } });
  server.closeAllConnections();
  server.close();
}

test.each([403, 429, 500])(
  "Stripe answers %i to the question for the endpoint: nothing is known anew, and the keys are good",
  async (status) => {
    const { profileId } = await stripeProfile();
    await askedThere(profileId, status);
    expect(await profileOf(profileId)).toMatchObject({ problem: null, webhookProblem: null });
    expect(await issues()).toEqual([]);
  },
);

test("an endpoint that was replaced while Stripe was asked for the former one is not called lost", async () => {
  const { profileId } = await stripeProfile();
  await askedThere(profileId, 404, () => rotateWebhookSecret(stage.services, merchant.actor, profileId));
  expect((await profileOf(profileId)).webhookProblem).toBeNull();
  expect(await issues()).toEqual([]);
});
