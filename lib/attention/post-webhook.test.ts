import { afterEach, beforeEach, expect, test } from "vitest";
import { type Receiver, startReceiver } from "@/lib/testing/notice-receiver";
import { type PostOptions, postWebhook } from "./post-webhook";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const message = { headers: { "webhook-id": "msg_1" }, body: '{"text":"Grüße"}' };
const post = (options: Partial<PostOptions> = {}, address = receiver.url) =>
  postWebhook(address, message, { loopback: true, ...options });
/** The receiver's address under a name. */
const named = (host: string) => receiver.url.replace("127.0.0.1", host);
const at =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

test("what is sent arrives whole, and any success is one", async () => {
  receiver.answer({ status: 202 });
  expect(await post()).toEqual({ ok: true, detail: "Taken (202).", worthAgain: false });
  expect(receiver.got).toMatchObject([
    {
      ...{ path: "/hooks/upvendo-secret-path", body: message.body },
      headers: { "webhook-id": "msg_1", "content-type": "application/json" },
    },
  ]);
});

test("a refusal is told with its number, and tried again", async () => {
  for (const status of [400, 401, 404, 429, 500, 503]) {
    receiver.answer({ status });
    expect(await post()).toEqual({
      ...{ ok: false, worthAgain: true, detail: `It answered ${status} instead of taking the notice.` },
    });
  }
  receiver.answer({ status: 410 });
  expect(await post()).toMatchObject({ ok: false, worthAgain: false });
});

test("a redirect is not followed, wherever it leads", async () => {
  const other = await startReceiver();
  for (const status of [301, 302, 303, 307, 308]) {
    receiver.answer({ status, headers: { location: other.url } });
    expect(await post()).toMatchObject({ ok: false, worthAgain: false, detail: expect.stringContaining("redirect") });
  }
  expect(other.got).toEqual([]);
  await other.close();
});

test("who does not answer is not waited for", async () => {
  receiver.answer(null);
  expect(await post({ timeoutMs: 100 })).toMatchObject({
    ...{ ok: false, worthAgain: true, detail: "No answer within 0.1 seconds." },
  });
});

test("nobody there is told as such", async () => {
  await receiver.close();
  expect(await post()).toMatchObject({ ok: false, worthAgain: true, detail: "No connection (ECONNREFUSED)." });
  receiver = await startReceiver();
});

test("a name that leads into a private network is not called, also where it leads elsewhere as well", async () => {
  for (const addresses of [
    ["10.0.0.1"],
    ["127.0.0.1"],
    ["::1"],
    ["8.8.8.8", "192.168.0.1"],
    ["::ffff:127.0.0.1"],
    [],
  ]) {
    const resolve = at(...addresses);
    const answer = await postWebhook("https://hooks.example.com/", message, { loopback: false, resolve });
    expect(answer).toEqual({
      ...{ ok: false, worthAgain: false, detail: "The address leads into a private network, which is not allowed." },
    });
  }
  expect(receiver.got).toEqual([]);
});

test("the connection goes to what was looked at: the name is asked once and not again", async () => {
  let asked = 0;
  const resolve = async () => {
    asked += 1;
    return [{ address: asked === 1 ? "127.0.0.1" : "10.0.0.1", family: 4 }];
  };
  expect(await post({ resolve }, named("localhost"))).toMatchObject({ ok: true });
  expect(asked).toBe(1);
  expect(receiver.got).toHaveLength(1);
});

test("an address that was good once and is not any more is not called", async () => {
  expect(await post({ loopback: false })).toMatchObject({ ok: false, worthAgain: false });
  expect(receiver.got).toEqual([]);
});

test("a name that nobody knows is told as such", async () => {
  const resolve = async () => {
    throw Object.assign(new Error("unknown"), { code: "ENOTFOUND" });
  };
  expect(await post({ resolve }, named("localhost"))).toMatchObject({
    ...{ ok: false, worthAgain: true, detail: "The name in the address is not known." },
  });
});
