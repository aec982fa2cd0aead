import { expect, test } from "@playwright/test";
import { ask, inParallel } from "./trust/http";
import { closeStage, stack } from "./trust/stack";

test.afterAll(closeStage);

const post = { method: "POST", headers: { "content-type": "application/json" } };

test("the route asks for credentials on every path, in the words of HTTP, and shows nothing", async () => {
  for (const target of ["/webhook/lightspeed", `/webhook/lightspeed/${"e".repeat(43)}`, "/webhook/lightspeed/x"]) {
    const { status, headers, body } = await ask(stack.appUrl, target, post);
    expect(status, target).toBe(401);
    expect(headers["www-authenticate"]).toBe('Basic realm="webhooks"');
    expect(body).toBe("");
  }
});

test("no method and no spelling of the path is answered with a redirect or a fault", async () => {
  const spellings = [
    ...[
      "/webhook/lightspeed/",
      "//webhook/lightspeed",
      "/webhook//lightspeed",
      "/webhook/lightspeed//",
      "/webhook\\lightspeed",
    ],
    ...[
      "/webhook/lightspeed?x=1",
      "/webhook/lightspeed/?x=1",
      "/webhook/lightspeed/.",
      "/webhook/lightspeed/%2e",
      "/Webhook/lightspeed",
    ],
    ...[
      "/webhook/lightspeed/a/b",
      "/webhook/%6cightspeed",
      "/webhook/lightspeed/%00",
      "/webhook/lightspeed/%",
      "/webhook/lightspeed/../x",
    ],
    `http://127.0.0.1/webhook/lightspeed/`,
  ];
  const methods = ["POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
  const tries = spellings.flatMap((target) => methods.map((method) => ({ target, method })));
  const wrong = await inParallel(tries, 6, async ({ target, method }) => {
    const { status } = await ask(stack.appUrl, target, { ...post, method });
    return status >= 400 && status < 500 ? [] : [`${method} ${target}: ${status}`];
  });
  expect(wrong.flat()).toEqual([]);
  for (const method of methods.slice(1, 7))
    expect((await ask(stack.appUrl, "/webhook/lightspeed", { method })).status, method).toBe(405);
});
