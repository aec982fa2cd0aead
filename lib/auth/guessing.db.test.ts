import { expect, test } from "vitest";
import { quickPasswords, signInTry, testAuthNeeds } from "@/lib/testing/auth";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { createTestMerchant } from "@/lib/testing/merchants";
import { rememberDevice } from "./known-device";
import { signIn } from "./sign-in";

const database = databaseUnderTest({ max: 10 });

const GUESSES = 10_000;
const AT_ONCE = 10;
const DAY_MS = 24 * 60 * 60 * 1000;

test.each([1, 1000])(
  "10,000 guesses within a day from %i addresses are at most 100 looks at the password",
  async (addresses) => {
    const password = "correct horse staple";
    const { owner } = await createTestMerchant(database.db, { passwordHash: await quickPasswords.hash(password) });
    const start = Date.now();
    let time = start;
    let looked = 0;
    const verify: typeof quickPasswords.verify = async () => {
      looked += 1;
      return false;
    };
    const needs = testAuthNeeds(database.db, { now: () => new Date(time), passwords: { ...quickPasswords, verify } });

    for (let n = 0; n < GUESSES; n += AT_ONCE) {
      time = start + (n / GUESSES) * DAY_MS;
      const guesses = Array.from({ length: AT_ONCE }, (_, k) => {
        const number = (n + k) % addresses;
        return signIn(needs, signInTry({ email: owner.email, network: `10.1.${number >> 8}.${number & 255}` }));
      });
      await Promise.all(guesses);
    }

    expect(looked).toBeGreaterThan(5);
    expect(looked).toBeLessThanOrEqual(100);
    const deviceCookie = rememberDevice(undefined, owner.email, needs.secret);
    const own = signInTry({ email: owner.email, password, deviceCookie, network: "10.1.0.0" });
    expect(await signIn({ ...needs, passwords: quickPasswords }, own)).toMatchObject({ kind: "signed_in" });
  },
  180_000,
);
