import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { optionsFromEnvironment } from "./options";
import { connect, refresh } from "./testing/oauth";
import { startTestSandbox, type TestSandbox } from "./testing/sandbox";

let sandbox: TestSandbox | undefined;
afterEach(async () => {
  await sandbox?.remove();
  sandbox = undefined;
});

test("a restart keeps accounts, grants, keys, settings and webhook endpoints", async () => {
  const here = await startTestSandbox();
  sandbox = here;
  const account = await here.account();
  const tokens = await connect(here, account);
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  const keys = async () => (await fetch(`${here.url}/realms/k-series/protocol/openid-connect/certs`)).text();
  const before = await keys();
  const body = JSON.stringify({ endpointId: "kept", url: "http://localhost:3999/webhook" });
  await fetch(`${here.url}/o/wh/1/webhook`, { method: "PUT", headers, body });
  await here.control("PATCH", "/settings", { accessTokenSeconds: 123 });

  await here.restart();

  expect(await keys()).toBe(before);
  expect((await fetch(`${here.url}/o/op/data/businesses`, { headers })).status).toBe(200);
  expect((await fetch(`${here.url}/o/wh/1/webhook/kept`, { headers })).status).toBe(200);
  const renewed = await refresh(here, tokens.refresh_token);
  expect(renewed).toMatchObject({ status: 200, body: { expires_in: 123 } });
  expect((await connect(here, account)).scope).toBe(tokens.scope);
  expect((await refresh(here, tokens.refresh_token)).body.error).toBe("invalid_grant");
});

test("the state on disk holds no token, code or password in clear", async () => {
  sandbox = await startTestSandbox();
  const account = await sandbox.account();
  const tokens = await connect(sandbox, account);
  const state = await readFile(join(sandbox.options.dataDir, "sandbox", "state.log"), "utf8");
  for (const secret of [tokens.access_token, tokens.refresh_token, account.password, sandbox.options.clientSecret]) {
    expect(state).not.toContain(String(secret));
  }
});

test("stopping ends requests that hang", async () => {
  sandbox = await startTestSandbox();
  await sandbox.control("POST", "/faults", { operation: "businesses", do: { type: "hang" } });
  const hanging = fetch(`${sandbox.url}/o/op/data/businesses`).catch(() => "ended");
  await sandbox.control("GET", "/requests?operation=businesses&atLeast=1");
  await sandbox.close();
  expect(await hanging).toBe("ended");
});

test("every missing setting is named in one line", () => {
  expect(() => optionsFromEnvironment({ DATA_DIR: "data", SANDBOX_LOGIN_EMAIL: "no address" })).toThrow(
    /^sandbox: [^\n]*LIGHTSPEED_CLIENT_ID, LIGHTSPEED_CLIENT_SECRET, LIGHTSPEED_REDIRECT_URI, SANDBOX_LOGIN_EMAIL, SANDBOX_LOGIN_PASSWORD[^\n]*$/,
  );
});
