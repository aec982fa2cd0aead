import { expect, test } from "@playwright/test";
import { authCookies } from "@/lib/auth/cookies";
import { encodeCall, sendAction } from "./trust/actions";
import { asOwner } from "./trust/effects";
import { type Answer, ask } from "./trust/http";
import { createHouse, type House } from "./trust/people";
import { actionNamed, hashPassword, isIn, jarOf, names, ownNetworks, setCookies, signInBy } from "./trust/signing-in";
import { closeStage, stack } from "./trust/stack";

test.describe.configure({ mode: "serial" });
test.afterAll(closeStage);

let passwordHash: string;
test.beforeAll(async () => {
  passwordHash = await hashPassword();
});

const fromSomewhere = ownNetworks("203.0.113");
const signIn = (email: string, cookie?: string) => signInBy(email, fromSomewhere(), cookie);

test("the session's cookie is new at each sign-in, HttpOnly, Lax and for this host only", async () => {
  const house = await createHouse({ passwordHash });
  const [first, second] = [await signIn(house.owner.email), await signIn(house.owner.email)];
  const session = (answer: Answer) => setCookies(answer).find((cookie) => cookie.startsWith(`${names.session}=`)) ?? "";
  expect(session(first)).not.toBe("");
  expect(session(first).split(";")[0]).not.toBe(session(second).split(";")[0]);
  for (const cookie of [...setCookies(first), ...setCookies(second)]) {
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=lax/i);
    expect(cookie).toMatch(/; Path=\/(;|$)/i);
    expect(cookie).not.toMatch(/; Domain=/i);
  }
  expect(await isIn(jarOf(first))).toBe(true);
  const again = await signIn(house.owner.email, jarOf(first));
  expect(await isIn(jarOf(again))).toBe(true);
  expect(await isIn(jarOf(first)), "the session of before has ended with the new sign-in").toBe(false);
});

test("over https every cookie is Secure and bears the __Host- prefix, which allows neither a domain nor a path", () => {
  const { names: https, flags } = authCookies("https://app.upvendo.test");
  for (const name of Object.values(https)) expect(name).toMatch(/^__Host-upvendo\./);
  expect(flags).toEqual({ httpOnly: true, sameSite: "lax", path: "/", secure: true });
});

type Change = { how: string; change: (house: House, here: string) => Promise<unknown>; others?: true };
const changes: Change[] = [
  { how: "signing out everywhere", change: (_, here) => callFrom(here, "signOutEverywhereAction") },
  {
    how: "disabling the user",
    change: ({ manager }) => asOwner((sql) => sql`update users set disabled_at = now() where id = ${manager.id}`),
  },
  {
    how: "another role",
    change: ({ manager }) => asOwner((sql) => sql`update users set role = 'viewer' where id = ${manager.id}`),
  },
  {
    how: "another password",
    change: ({ manager }) => asOwner((sql) => sql`update users set password_hash = 'x' where id = ${manager.id}`),
  },
];

async function callFrom(cookie: string, name: string) {
  return sendAction(actionNamed(name), await encodeCall([]), { cookie });
}

for (const { how, change } of changes) {
  test(`${how} in one browser ends the session in the other at its next request, in every form`, async () => {
    const house = await createHouse({ passwordHash });
    const [here, there] = [jarOf(await signIn(house.manager.email)), jarOf(await signIn(house.manager.email))];
    expect([await isIn(here), await isIn(there)]).toEqual([true, true]);
    await change(house, here);
    const page = await ask(stack.appUrl, "/lightspeed", { headers: { cookie: there } });
    const data = await ask(stack.appUrl, "/lightspeed/connection", { headers: { cookie: there } });
    const action = await callFrom(there, "testConnectionAction");
    expect([page.status, data.status, action.status]).toEqual([307, 401, 401]);
    expect(await isIn(house.cookie.owner), "a colleague stays signed in").toBe(true);
  });
}

test("signing out ends this browser's session for good, also for a copy of its cookie, and not the other browser's", async () => {
  const house = await createHouse({ passwordHash });
  const [here, there] = [jarOf(await signIn(house.owner.email)), jarOf(await signIn(house.owner.email))];
  const answer = await callFrom(here, "signOutAction");
  expect(setCookies(answer).join()).toMatch(new RegExp(`${names.session}=;.*(Max-Age=0|1970)`, "i"));
  expect([await isIn(here), await isIn(there)]).toEqual([false, true]);
});
