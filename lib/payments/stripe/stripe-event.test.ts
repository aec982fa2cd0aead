import { createHmac, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { type StripeDelivery, verifyStripeEvent } from "./stripe-event";

const newSecret = () => `whsec_${randomBytes(24).toString("base64url")}`;
const [secret, older, foreign] = [newSecret(), newSecret(), newSecret()];
const now = new Date("2026-11-26T12:00:00Z");
const nowSeconds = now.getTime() / 1000;

const event = (part: object = {}) => ({
  ...{ id: "evt_1", object: "event", type: "checkout.session.completed", livemode: false, created: nowSeconds },
  data: {
    object: {
      ...{ id: "cs_test_1", object: "checkout.session", payment_intent: "pi_1", amount_total: 1250 },
      ...{ metadata: { upvendo_payment: "3f0e0b52-7f5c-4b8e-9f43-0d4f6c1a2b3c" }, note: "Crème brûlée ✓" },
    },
  },
  ...part,
});
// Spaces and key order of the sender's own, as a sender is free to have them.
const body = JSON.stringify(event(), null, 1);

const mac = (text: string | Uint8Array, key: string, at: number | string = nowSeconds) =>
  createHmac("sha256", key).update(`${at}.`).update(text).digest("hex");
const header = (text: string | Uint8Array = body, key = secret, at: number | string = nowSeconds) =>
  `t=${at},v1=${mac(text, key, at)}`;

const verdict = (
  given: Partial<Omit<StripeDelivery, "rawBody">> & { rawBody?: string | Uint8Array },
  secrets = [secret, older],
) => {
  const raw = given.rawBody ?? body;
  const rawBody = typeof raw === "string" ? new TextEncoder().encode(raw) : raw;
  const signature = given.signature === undefined ? header() : given.signature;
  return verifyStripeEvent({ now: given.now ?? now, signature, rawBody }, secrets) !== null;
};

const good = mac(body, secret);
type Row = [name: string, accepted: boolean, given: Parameters<typeof verdict>[0], secrets?: string[]];
const rows: Row[] = [
  ["signed now", true, {}],
  ["signed with the older of two secrets", true, { signature: header(body, older) }],
  ["signed with both, as during a rotation", true, { signature: `${header(body, foreign)},v1=${good}` }],
  ["the good signature first, another one second", true, { signature: `${header()},v1=${mac(body, foreign)}` }],
  ["with a v0 beside it", true, { signature: `${header()},v0=${"0".repeat(64)}` }],
  ["299 s old", true, { signature: header(body, secret, nowSeconds - 299) }],
  ["300 s old", true, { signature: header(body, secret, nowSeconds - 300) }],
  ["300 s ahead", true, { signature: header(body, secret, nowSeconds + 300) }],
  ["the order of parts changed", true, { signature: `v1=${good},t=${nowSeconds}` }],
  ["301 s old", false, { signature: header(body, secret, nowSeconds - 301) }],
  ["an hour old", false, { signature: header(body, secret, nowSeconds - 3_600) }],
  ["a year old", false, { signature: header(body, secret, nowSeconds - 31_536_000) }],
  ["301 s ahead", false, { signature: header(body, secret, nowSeconds + 301) }],
  ["a year ahead", false, { signature: header(body, secret, nowSeconds + 31_536_000) }],
  ["its time in milliseconds", false, { signature: header(body, secret, now.getTime()) }],
  ["its time negative", false, { signature: header(body, secret, -nowSeconds) }],
  ["its time no number", false, { signature: header(body, secret, "now") }],
  ["its time empty", false, { signature: `t=,v1=${mac(body, secret, "")}` }],
  ["no time", false, { signature: `v1=${good}` }],
  ["two times, the good one first", false, { signature: `t=${nowSeconds},t=${nowSeconds + 1},v1=${good}` }],
  ["two times, the good one last", false, { signature: `t=${nowSeconds + 1},t=${nowSeconds},v1=${good}` }],
  ["a time moved by a second", false, { signature: `t=${nowSeconds + 1},v1=${good}` }],
  ["another secret", false, { signature: header(body, foreign) }],
  ["no header", false, { signature: null }],
  ["an empty header", false, { signature: "" }],
  ["only v0", false, { signature: `t=${nowSeconds},v0=${good}` }],
  ["no v1", false, { signature: `t=${nowSeconds}` }],
  ["an empty v1", false, { signature: `t=${nowSeconds},v1=` }],
  ["a v1 that is cut", false, { signature: `t=${nowSeconds},v1=${good.slice(0, 63)}` }],
  ["a v1 with one more digit", false, { signature: `t=${nowSeconds},v1=${good}0` }],
  ["a v1 in capitals", false, { signature: `t=${nowSeconds},v1=${good.toUpperCase()}` }],
  ["a v1 in base64", false, { signature: `t=${nowSeconds},v1=${Buffer.from(good, "hex").toString("base64")}` }],
  [
    "a v1 without the time in it",
    false,
    { signature: `t=${nowSeconds},v1=${createHmac("sha256", secret).update(body).digest("hex")}` },
  ],
  [
    "a v1 of SHA-1",
    false,
    { signature: `t=${nowSeconds},v1=${createHmac("sha1", secret).update(`${nowSeconds}.${body}`).digest("hex")}` },
  ],
  [
    "a v1 of SHA-512",
    false,
    { signature: `t=${nowSeconds},v1=${createHmac("sha512", secret).update(`${nowSeconds}.${body}`).digest("hex")}` },
  ],
  ["the secret without its beginning as key", false, { signature: header(body, secret.slice(6)) }],
  ["the secret with a space as key", false, { signature: header(body, `${secret} `) }],
  ["an empty key", false, { signature: header(body, "") }],
  ["of another body", false, { signature: header(`${body} `) }],
  ["parsed and printed again", false, { rawBody: JSON.stringify(JSON.parse(body)) }],
  ["printed with other spaces", false, { rawBody: JSON.stringify(JSON.parse(body), null, 2) }],
  ["a space added at the end", false, { rawBody: `${body} ` }],
  ["a line end added", false, { rawBody: `${body}\n` }],
  ["other line ends", false, { rawBody: body.replaceAll("\n", "\r\n") }],
  ["a byte order mark before it", false, { rawBody: `\uFEFF${body}` }],
  ["signs written as escapes", false, { rawBody: body.replace("è", "\\u00e8") }],
  ["composed letters taken apart", false, { rawBody: body.normalize("NFD") }],
  ["the amount changed", false, { rawBody: body.replace("1250", "1251") }],
  ["the mode changed", false, { rawBody: body.replace("false", "true") }],
  ["a key added", false, { rawBody: body.replace("{", '{"x":1,') }],
  ["cut by a byte", false, { rawBody: body.slice(0, -1) }],
  ["empty", false, { rawBody: "" }],
  ["empty and signed", false, { rawBody: "", signature: header("") }],
  ["in another encoding", false, { rawBody: Buffer.from(body, "latin1") }],
  ["in UTF-16", false, { rawBody: Buffer.from(body, "utf16le") }],
  ["no secret is known", false, {}, []],
  ["the known secret is empty, and the key too", false, { signature: header(body, "") }, [""]],
  ["signed, but no JSON", false, { rawBody: "not json", signature: header("not json") }],
  ["signed, but no event", false, { rawBody: "{}", signature: header("{}") }],
  ["signed, but an array", false, { rawBody: "[]", signature: header("[]") }],
  ["signed, but null", false, { rawBody: "null", signature: header("null") }],
  [
    "signed, but without a mode",
    false,
    (() => {
      const text = JSON.stringify(event({ livemode: undefined }));
      return { rawBody: text, signature: header(text) };
    })(),
  ],
];

test("the table has its sixty cases", () => expect(rows.length).toBeGreaterThanOrEqual(60));

test.each(rows)("a delivery %s: accepted %s", (_, accepted, given, secrets) => {
  expect(verdict(given, secrets)).toBe(accepted);
});

test("no flip of any bit of the body or of the signature is accepted", () => {
  const bytes = new TextEncoder().encode(body);
  let tried = 0;
  for (let at = 0; at < bytes.length; at += 1)
    for (let bit = 0; bit < 8; bit += 1) {
      const flipped = Uint8Array.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      if (verdict({ rawBody: flipped })) throw new Error(`byte ${at}, bit ${bit}`);
      tried += 1;
    }
  const signature = header();
  const start = signature.indexOf("v1=") + 3;
  for (let at = start; at < signature.length; at += 1)
    for (const digit of "0123456789abcdef") {
      if (signature[at] === digit) continue;
      expect(verdict({ signature: signature.slice(0, at) + digit + signature.slice(at + 1) })).toBe(false);
      tried += 1;
    }
  expect(tried).toBeGreaterThan(3_000);
});

test("bytes that are no UTF-8 are refused even where they are signed: one text would stand for many bodies", () => {
  const bytes = Buffer.concat([Buffer.from(body.slice(0, -1)), Buffer.from([0x20, 0xff, 0x7d])]);
  expect(verdict({ rawBody: bytes, signature: header(bytes) })).toBe(false);
});

const read = (part: object) => {
  const text = JSON.stringify(event(part));
  const rawBody = new TextEncoder().encode(text);
  return verifyStripeEvent({ rawBody, signature: header(text), now }, [secret]);
};

test("of an event only what leads to the payment is read, and what it says was taken", () => {
  const rawBody = new TextEncoder().encode(body);
  expect(verifyStripeEvent({ rawBody, signature: header(), now }, [secret])).toEqual({
    ...{ id: "evt_1", type: "checkout.session.completed", livemode: false, account: null },
    ...{ objectIds: ["cs_test_1", "pi_1"], paymentId: "3f0e0b52-7f5c-4b8e-9f43-0d4f6c1a2b3c", taken: null },
  });
});

const intent = {
  ...{ id: "pi_1", object: "payment_intent", status: "succeeded", amount: 1300, amount_received: 1250 },
  currency: "eur",
};
const saying = (type: string, object: object, part: object = {}) => read({ type, data: { object }, ...part });

test("a payment that succeeded says what was received, and when", () => {
  expect(saying("payment_intent.succeeded", intent)?.taken).toEqual({
    ...{ providerPaymentId: "pi_1", amountMinor: 1250, currency: "EUR", at: now.toISOString() },
  });
});

test("amounts are in the minor units of the currency, however Stripe counts them", () => {
  const krona = saying("payment_intent.succeeded", { ...intent, amount_received: 125000, currency: "isk" });
  expect(krona?.taken).toMatchObject({ amountMinor: 1250, currency: "ISK" });
  const yen = saying("payment_intent.succeeded", { ...intent, currency: "jpy" });
  expect(yen?.taken).toMatchObject({ amountMinor: 1250, currency: "JPY" });
});

test.each([
  ["a session, which says what it asks for", "checkout.session.completed", { ...intent, object: "checkout.session" }],
  ["an intent that only holds the money", "payment_intent.succeeded", { ...intent, status: "requires_capture" }],
  ["one that was refused", "payment_intent.payment_failed", intent],
  ["one that received nothing", "payment_intent.succeeded", { ...intent, amount_received: 0 }],
  ["one that does not say what", "payment_intent.succeeded", { ...intent, amount_received: undefined }],
  ["an amount in words", "payment_intent.succeeded", { ...intent, amount_received: "1250" }],
  ["half a króna", "payment_intent.succeeded", { ...intent, amount_received: 125_050, currency: "isk" }],
  ["half a cent", "payment_intent.succeeded", { ...intent, amount_received: 1250.5 }],
  ["one without a currency", "payment_intent.succeeded", { ...intent, currency: null }],
  ["another kind of object", "payment_intent.succeeded", { ...intent, object: "charge" }],
  ["a refund", "charge.refunded", { ...intent, object: "charge" }],
])("%s says nothing of money that was taken, and is no less an event", (_, type, object) => {
  expect(saying(type, object)).toMatchObject({ type, taken: null });
});

test("an event that does not say when says nothing of money", () => {
  expect(saying("payment_intent.succeeded", intent, { created: undefined })).toMatchObject({ taken: null });
});
