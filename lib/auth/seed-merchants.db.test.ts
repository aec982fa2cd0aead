import { expect, test } from "vitest";
import { quickPasswords, signInTry, testAuthNeeds } from "@/lib/testing/auth";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { createMerchant } from "./create-merchant";
import { type SeedMerchant, seedMerchants } from "./seed-merchants";
import { signIn } from "./sign-in";

const database = databaseUnderTest();

const wanted = (password: string): SeedMerchant[] => [
  {
    name: "First",
    users: [
      { email: "owner@first.test", name: "Owner", role: "owner", password },
      { email: "viewer@first.test", name: "Viewer", role: "viewer", password },
    ],
  },
  { name: "Second", users: [{ email: "owner@second.test", name: "Owner", role: "owner", password }] },
];

const everything = () => database.owner`
  select (select jsonb_agg(m order by id) from merchants m) as merchants, (select jsonb_agg(u order by id) from users u) as users,
         (select jsonb_agg(c order by merchant_id) from in_house_channels c) as channels, (select count(*) from locations) as locations,
         (select jsonb_agg(a order by merchant_id, seq) from audit_entries a) as audit`;

test("the second run changes nothing, passwords included", async () => {
  const made = await seedMerchants(database.db, quickPasswords, wanted("first pass phrase"));
  expect(made).toHaveLength(5);
  const before = await everything();
  expect(before[0]).toMatchObject({ locations: "0" });

  expect(await seedMerchants(database.db, quickPasswords, wanted("other pass phrase"))).toEqual([]);

  expect(await everything()).toEqual(before);
  const attempt = signInTry({ email: "owner@first.test", password: "first pass phrase" });
  expect(await signIn(testAuthNeeds(database.db), attempt)).toMatchObject({ kind: "signed_in" });
});

test("a merchant starts with an in-house channel that nothing is integrated with", async () => {
  const { merchantId } = await createMerchant(database.db, "New", []);
  const rows =
    await database.owner`select provider_integrated from in_house_channels where merchant_id = ${merchantId}`;
  expect(rows).toEqual([{ provider_integrated: null }]);
});

test("an e-mail that somebody has already, in any case, makes no merchant", async () => {
  const member = { name: "Owner", role: "owner", passwordHash: null } as const;
  await createMerchant(database.db, "Taken", [{ ...member, email: "Taken@first.test" }]);
  const again = createMerchant(database.db, "Never", [{ ...member, email: "taken@FIRST.test" }]);
  await expect(again).rejects.toMatchObject({ name: "AppError", code: "conflict" });
  expect(await database.owner`select 1 from merchants where name = 'Never'`).toHaveLength(0);
  const odd = createMerchant(database.db, "Never", [{ ...member, email: "not an address" }]);
  await expect(odd).rejects.toMatchObject({ code: "invalid_input" });
});
