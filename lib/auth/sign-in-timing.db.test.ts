import { randomBytes, randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { signInTry, testAuthNeeds } from "@/lib/testing/auth";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { welchT, withoutOutliers } from "@/lib/testing/welch";
import { createMerchant } from "./create-merchant";
import { createPasswords, type Passwords } from "./passwords";
import { signIn } from "./sign-in";

const database = databaseUnderTest({ max: 2 });
const PAIRS = 300;

// Cheaper than in earnest, and dear enough to stand out from what a busy machine adds.
const passwords = createPasswords({ cost: { N: 2_048, r: 8, p: 1 } });

/** How differently long known and unknown users are answered, over freshly made pairs asked in random order. */
async function timeDifference(used: Passwords, pairs = PAIRS): Promise<number> {
  const passwordHash = await passwords.hash("correct horse staple");
  const tag = randomBytes(5).toString("hex");
  const known = Array.from({ length: pairs }, (_, n) => `known-${tag}-${n}@upvendo.test`);
  await createMerchant(
    database.db,
    "Timed",
    known.map((email) => ({ email, name: "User", role: "viewer", passwordHash })),
  );
  const needs = testAuthNeeds(database.db, { passwords: used });
  let network = 0;
  const time = async (email: string) => {
    network += 1;
    const attempt = signInTry({ email, network: `10.2.${network >> 8}.${network & 255}` });
    const start = process.hrtime.bigint();
    const outcome = await signIn(needs, attempt);
    const took = Number(process.hrtime.bigint() - start);
    expect(outcome).toEqual({ kind: "refused" });
    return took;
  };
  const [ofKnown, ofUnknown]: [number[], number[]] = [[], []];
  for (const email of known) {
    const unknown = email.replace("known-", "nobody");
    const knownFirst = randomInt(2) === 0;
    if (knownFirst) ofKnown.push(await time(email));
    ofUnknown.push(await time(unknown));
    if (!knownFirst) ofKnown.push(await time(email));
  }
  await needs.settled();
  return Math.abs(welchT(...withoutOutliers(ofKnown, ofUnknown)));
}

test("known and unknown users are answered after the same time", async () => {
  // Once unmeasured: a program answers its first callers more slowly.
  await timeDifference(passwords, 100);
  expect(await timeDifference(passwords)).toBeLessThan(4.5);
}, 120_000);

test("the measurement notices when an unknown user is spared the password check", async () => {
  const sparing: Passwords = {
    ...passwords,
    verify: async (given, stored) => stored !== null && passwords.verify(given, stored),
  };
  expect(await timeDifference(sparing)).toBeGreaterThan(4.5);
}, 120_000);
