import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formAction, visitor } from "../control/sign-in";
import { authorizationUrl, exchange } from "../testing/oauth";
import { startTestSandbox, type TestAccount, type TestSandbox } from "../testing/sandbox";

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.remove());

describe("the browser's sign-in", () => {
  const codeIn = (url: URL) => url.searchParams.get("code");
  const signIn = (account: TestAccount) => new URLSearchParams({ email: account.email, password: account.password });
  const allow = new URLSearchParams([
    ["decision", "allow"],
    ["scope", "orders-api"],
    ["scope", "offline_access"],
  ]);
  const start = async (query: Record<string, string> = {}) => (await authorizationUrl(sandbox, { query })).url;

  test("is remembered: reconnecting begins at the consent page", async () => {
    const account = await sandbox.account();
    const go = visitor(await start());
    await go(formAction(await go(await start())), signIn(account));
    const again = await go(await start());
    expect(again.page).toContain("Allow access");
    expect(again.page).toContain(account.email);
    expect(codeIn((await go(formAction(again), allow)).url)).toBeTruthy();
  });

  test("can change to another account, whose businesses the token then sees", async () => {
    const [first, second] = [await sandbox.account(), await sandbox.account({ businesses: [{ name: "The Second" }] })];
    const go = visitor(await start());
    await go(formAction(await go(await start())), signIn(first));
    const { url, verifier } = await authorizationUrl(sandbox);
    const consent = await go(url);
    const other = /href="([^"]+)">Use another account/.exec(consent.page)?.[1] ?? "";
    const login = await go(new URL(other, consent.url));
    expect(login.page).toContain('name="password"');
    const end = await go(formAction(await go(formAction(login), signIn(second))), allow);
    const { body } = await exchange(sandbox, end.url, verifier);
    const headers = { authorization: `Bearer ${body.access_token}` };
    expect(await (await fetch(`${sandbox.url}/o/op/data/businesses`, { headers })).text()).toContain("The Second");
  });

  test("is asked for again with prompt=login", async () => {
    const account = await sandbox.account();
    const go = visitor(await start());
    await go(formAction(await go(await start())), signIn(account));
    const login = await go(await start({ prompt: "login" }));
    expect(login.page).toContain('name="password"');
    const consent = await go(formAction(login), signIn(account));
    expect(codeIn((await go(formAction(consent), allow)).url)).toBeTruthy();
  });

  test("cannot be finished by a browser that did not begin it", async () => {
    const account = await sandbox.account();
    const login = await visitor(await start())(await start());
    const stranger = await visitor(await start())(formAction(login), signIn(account));
    expect(stranger.status).toBe(400);
    expect(stranger.page).toContain("expired");
  });
});
