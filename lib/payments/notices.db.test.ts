import { createHmac, randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  collectFacts,
  openPaymentStage,
  type PaymentStage,
  paymentOf,
  type StageMerchant,
  sendToPay,
  workOff,
} from "@/lib/testing/payment-stage";
import { rotateWebhookSecret } from "./profiles/rotate-webhook-secret";
import { receiveStripeEvent } from "./receive-stripe-event";
import { receiveVivaNotice } from "./receive-viva-notice";
import { createSenders } from "./senders";
import { vivaHandshake } from "./viva-handshake";

let stage: PaymentStage;
let owner: postgres.Sql;
let merchant: StageMerchant;
let malformedAt: string | undefined;
beforeAll(async () => {
  stage = await openPaymentStage();
  owner = postgres(stage.ownerUrl, { max: 2, onnotice: () => {} });
  merchant = await stage.merchant();
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const start = () => sendToPay(stage, merchant);
const checkoutOf = async (paymentId: string) =>
  (await paymentOf(stage, merchant.merchantId, paymentId))?.checkoutId ?? "";
const countEvents = async () => Number((await owner`select count(*) as n from payment_events`)[0]?.n);

type VivaData = Record<string, unknown> & { OrderCode: string };
const notice = ({ OrderCode, ...data }: VivaData, type = 1796) =>
  JSON.stringify({ EventTypeId: type, EventData: { ...data, OrderCode: "@" } }).replace('"@"', OrderCode);

test("a thousand forged Viva notices: no fact, no order code guessed by them is kept, and the bank is asked about our payment only (C17)", async () => {
  const { profileId, account } = await merchant.payThrough("viva");
  const { paymentId } = await start();
  const code = await checkoutOf(paymentId);
  const { services } = stage;
  const stored = await countEvents();
  const forged = Array.from({ length: 1_000 }, (_, n) => {
    const data = { StatusId: "F", Amount: 12.5, CurrencyCode: "978", TransactionId: randomUUID(), MerchantId: account };
    const kinds: string[] = [
      // The right order code and a made-up transaction: as near as a stranger can come.
      notice({ ...data, OrderCode: code }),
      notice({ ...data, OrderCode: `9${String(n).padStart(15, "0")}` }),
      notice({ ...data, OrderCode: code, MerchantId: randomUUID() }),
      notice({ ...data, OrderCode: code }, 1797),
      notice({ ...data, OrderCode: code }, 9999),
    ];
    return kinds[n % kinds.length] ?? "";
  });
  const sender = async () => {
    for (let rawBody = forged.pop(); rawBody !== undefined; rawBody = forged.pop())
      await receiveVivaNotice(services, { profileId, rawBody });
  };
  await Promise.all(Array.from({ length: 8 }, sender));
  const { facts, apply } = collectFacts();
  await workOff(stage, apply);
  expect(facts).toEqual([]);
  expect(await paymentOf(stage, merchant.merchantId, paymentId)).toMatchObject({ status: "open", capturedMinor: null });
  expect((await countEvents()) - stored).toBeLessThanOrEqual(30);

  // The real one still gets through.
  await stage.sandbox.control("POST", `/payments/checkouts/${code}`, { outcome: "pay" });
  await stage.sandbox.control("GET", `/notifications?account=${account}&outcome=delivered&atLeast=1`);
  await workOff(stage, apply);
  expect(facts).toMatchObject([{ status: "captured", paymentId }]);
}, 120_000);

test("a Viva notice that writes the account's id in capitals is as good as any", async () => {
  const { profileId, account } = await merchant.payThrough("viva");
  const { paymentId } = await start();
  const about = { OrderCode: await checkoutOf(paymentId), TransactionId: randomUUID() };
  const send = (MerchantId: string) =>
    receiveVivaNotice(stage.services, { profileId, rawBody: notice({ ...about, MerchantId }) });
  expect(await send(account.toUpperCase())).toBe("stored");
  expect(await send(randomUUID())).toBe("ignored");
});

test("several Viva notices of a profile within seconds look it up once, and a new account counts at once", async () => {
  const { profileId, account } = await merchant.payThrough("viva");
  const { paymentId } = await start();
  const OrderCode = await checkoutOf(paymentId);
  const { services } = stage;
  const looks = vi.spyOn(services.db, "execute");
  const senders = createSenders(services);
  const send = (MerchantId: string) =>
    receiveVivaNotice({ ...services, senders }, { profileId, rawBody: notice({ OrderCode, MerchantId }) });
  expect([await send(account), await send(account), await send(account)]).toEqual(["stored", "stored", "stored"]);
  expect(looks).toHaveBeenCalledOnce();
  const moved = randomUUID();
  await owner`update payment_profiles set account_id = ${moved} where id = ${profileId}`;
  expect([await send(moved), await send(account)]).toEqual(["stored", "ignored"]);
});

test("a real transaction of another order of the same account pays nothing here", async () => {
  const { profileId } = await merchant.payThrough("viva");
  const [mine, other] = [await start(), await start()];
  const [code, otherCode] = [await checkoutOf(mine.paymentId), await checkoutOf(other.paymentId)];
  await stage.sandbox.control("POST", `/payments/checkouts/${otherCode}`, { outcome: "pay" });
  const [row] = await owner`select checkout_id from payments where id = ${other.paymentId}`;
  expect(row?.checkout_id).toBe(otherCode);
  await receiveVivaNotice(stage.services, {
    profileId,
    rawBody: notice({ OrderCode: code, StatusId: "F", TransactionId: randomUUID() }),
  });
  const { facts, apply } = collectFacts();
  await workOff(stage, apply);
  expect(facts.filter(({ paymentId }) => paymentId === mine.paymentId)).toEqual([]);
});

test.each([
  ["no JSON", "x"],
  ["an empty body", ""],
  ["an array", "[]"],
  ["no event data", '{"EventTypeId":1796}'],
  ["an order code as a float", '{"EventTypeId":1796,"EventData":{"OrderCode":1.5}}'],
  ["an order code with a tail", '{"EventTypeId":1796,"EventData":{"OrderCode":"1; drop table payments"}}'],
  ["a transaction that is no id", '{"EventTypeId":1796,"EventData":{"OrderCode":1,"TransactionId":"../../x"}}'],
])("a Viva notice with %s is malformed", async (_, rawBody) => {
  malformedAt ??= (await merchant.payThrough("viva")).profileId;
  expect(await receiveVivaNotice(stage.services, { profileId: malformedAt, rawBody })).toBe("malformed");
});

test("the handshake shows the account's key at its own address only", async () => {
  const { profileId, account } = await merchant.payThrough("viva");
  expect(await vivaHandshake(stage.services, profileId)).toBe((await accountOf(account)).verificationKey);
  const { profileId: stripe } = await merchant.payThrough("stripe");
  for (const other of [randomUUID(), stripe, "x", ""]) expect(await vivaHandshake(stage.services, other)).toBeNull();
});

test("Stripe: another profile's secret, another mode, another account, an unknown address: refused, nothing stored (C16)", async () => {
  const { profileId, account } = await merchant.payThrough("stripe");
  const { profileId: otherId } = await merchant.payThrough("stripe");
  const secret = await stripeSecretOf(account);
  const send = (part: object, to = profileId) => {
    const event = { id: `evt_${randomUUID()}`, type: "charge.refunded", livemode: false, ...part };
    const rawBody = Buffer.from(JSON.stringify({ ...event, data: { object: { id: "ch_1", object: "charge" } } }));
    return receiveStripeEvent(stage.services, { profileId: to, rawBody, signature: sign(rawBody, secret) });
  };
  const before = await countEvents();
  expect(await send({}, otherId)).toBe("refused");
  expect(await send({ livemode: true })).toBe("refused");
  expect(await send({ account: "acct_another" })).toBe("refused");
  expect(await send({}, randomUUID())).toBe("refused");
  expect(await send({}, "x")).toBe("refused");
  expect(await countEvents()).toBe(before);
  expect(await send({ account })).toBe("stored");
  const same = { id: "evt_same" };
  expect([await send(same), await send(same)]).toEqual(["stored", "duplicate"]);
  const fifty = await Promise.all(Array.from({ length: 50 }, () => send({ id: "evt_fifty" })));
  expect(fifty.filter((outcome) => outcome === "stored")).toHaveLength(1);

  await rotateWebhookSecret(stage.services, merchant.actor, profileId);
  expect(await send({})).toBe("stored");
  const dayAfter = { ...stage.services, now: () => new Date(Date.now() + 25 * 3_600_000) };
  const rawBody = Buffer.from("{}");
  const late = { profileId, rawBody, signature: sign(rawBody, secret, dayAfter.now()) };
  expect(await receiveStripeEvent(dayAfter, late)).toBe("refused");
});

test("over HTTP each notice is answered with its own status, by the receiver's process as by the app's routes", async () => {
  const { profileId, account } = await merchant.payThrough("stripe");
  const { profileId: vivaId, account: vivaAccount } = await merchant.payThrough("viva");
  const secret = await stripeSecretOf(account);
  const base = stage.services.payments.appUrl;
  const post = async (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    (await fetch(base + path, { method: "POST", body: new Blob([new Uint8Array(Buffer.from(body))]), headers })).status;
  const event = Buffer.from(
    JSON.stringify({
      id: "evt_http",
      type: "charge.refunded",
      livemode: false,
      account,
      data: { object: { id: "ch_1", object: "charge" } },
    }),
  );
  const stripe = (body: Buffer, signature: string, to = profileId) =>
    post(`/webhook/stripe/${to}`, body, { "stripe-signature": signature });
  const before = await countEvents();
  expect(await stripe(event, sign(event, "whsec_another"))).toBe(400);
  expect(await post(`/webhook/stripe/${profileId}`, event)).toBe(400);
  expect(await stripe(event, sign(event, secret), randomUUID())).toBe(400);
  expect(await stripe(event, sign(event, secret), "..%2f..%2fstripe")).toBe(400);
  const endless = Buffer.alloc(300 * 1024, " ");
  expect(await stripe(endless, sign(endless, secret))).toBe(413);
  expect(await countEvents()).toBe(before);
  expect(await stripe(event, sign(event, secret))).toBe(200);
  expect(await stripe(event, sign(event, secret))).toBe(200);
  expect(await countEvents()).toBe(before + 1);

  expect(await post(`/webhook/viva/${vivaId}`, "{")).toBe(400);
  expect(await post(`/webhook/viva/${randomUUID()}`, notice({ OrderCode: "1" }))).toBe(404);
  expect(await post(`/webhook/viva/${vivaId}`, notice({ OrderCode: "1", MerchantId: vivaAccount }))).toBe(200);
  expect((await fetch(`${base}/webhook/viva/${randomUUID()}`)).status).toBe(404);
  const shaken = await fetch(`${base}/webhook/viva/${vivaId}`);
  expect([shaken.status, shaken.headers.get("content-type")]).toEqual([200, "application/json"]);
  expect(await shaken.json()).toEqual({ Key: (await accountOf(vivaAccount)).verificationKey });
  for (const method of ["PUT", "DELETE", "PATCH"])
    expect((await fetch(`${base}/webhook/stripe/${profileId}`, { method })).status).toBe(405);
  expect((await fetch(`${base}/webhook/stripe/${profileId}`)).status).toBe(405);
  expect(await post("/webhook/stripe", event)).toBe(404);
});

type Account = { id: string; endpoints: { secret: string }[]; verificationKey: string };

async function accountOf(id: string): Promise<Account> {
  const found = (await stage.sandbox.control<Account[]>("GET", "/payments/accounts")).find((one) => one.id === id);
  if (!found) throw new Error("the stand-in knows no such account");
  return found;
}

const stripeSecretOf = async (account: string) => (await accountOf(account)).endpoints[0]?.secret ?? "";

function sign(body: Buffer, secret: string, at = new Date()): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.`).update(body).digest("hex")}`;
}
