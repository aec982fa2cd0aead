import sharp from "sharp";
import { beforeEach, expect, test } from "vitest";
import type { Actor } from "@/lib/auth/roles";
import { billingInput } from "@/lib/billing/billing-input";
import { getBillingProfile } from "@/lib/billing/get-billing-profile";
import { updateBillingProfile } from "@/lib/billing/update-billing-profile";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { createTestMerchant, type TestMerchant } from "@/lib/testing/merchants";
import { getBrand } from "./get-brand";
import { getLogoPicture } from "./get-logo-picture";
import { removeLogo, setLogo } from "./set-logo";
import { updateBrand } from "./update-brand";

const database = databaseUnderTest({ max: 5 });
const services = () => ({ db: database.db, now: () => new Date("2026-03-01T12:00:00Z") });
const colours = { accent: "#7a1020", ground: "#ffffff", ink: "#111111" };
const billing = billingInput.parse({
  ...{ legalName: "Brasserie BV", street: "Grand-Place 1", postalCode: "1000", city: "Brussels", country: "BE" },
  ...{ vatNumber: "0203.201.340", invoiceEmail: " Invoices@Brasserie.test " },
});
const logo = () =>
  sharp({ create: { width: 200, height: 100, channels: 3, background: "#ff0000" } })
    .png()
    .toBuffer();

let merchant: TestMerchant;
let other: TestMerchant;
let owner: Actor;
let manager: Actor;
let viewer: Actor;

beforeEach(async () => {
  [merchant, other] = await Promise.all([createTestMerchant(database.db), createTestMerchant(database.db)]);
  owner = (await merchant.signIn(merchant.owner)).actor;
  manager = (await merchant.signIn(merchant.manager)).actor;
  viewer = (await merchant.signIn(merchant.viewer)).actor;
});

test("without a choice a brand is the merchant's own name in our colours", async () => {
  expect(await getBrand(services(), merchant.merchant.id)).toMatchObject({
    ...{ name: merchant.merchant.name, logo: null, updatedAt: null },
    styleUrl: "/api/brand/style/2b52d9-ffffff-181b22",
  });
});

test("what was chosen is what guests see, and only theirs", async () => {
  await updateBrand(services(), manager, { name: "Chez Nous", ...colours });
  await updateBrand(services(), owner, { name: "Chez Vous", ...colours });
  expect(await getBrand(services(), merchant.merchant.id)).toMatchObject({ name: "Chez Vous", colours });
  expect((await getBrand(services(), other.merchant.id)).name).toBe(other.merchant.name);
  await expect(updateBrand(services(), viewer, { name: "Mine", ...colours })).rejects.toThrow("Only owners and");
});

test("a logo has an address that nobody can guess and that changes with the picture", async () => {
  await setLogo(services(), manager, await logo());
  const first = (await getBrand(services(), merchant.merchant.id)).logo?.url ?? "";
  await setLogo(services(), manager, await logo());
  const second = (await getBrand(services(), merchant.merchant.id)).logo?.url ?? "";
  expect(second).not.toBe(first);
  const picture = (url: string) => getLogoPicture(services(), url.split("/").at(-1) ?? "");
  expect(await picture(first)).toBeNull();
  expect(await sharp((await picture(second)) ?? undefined).metadata()).toMatchObject({ format: "webp", width: 200 });
  expect(await getLogoPicture(services(), "' or true --")).toBeNull();
  await expect(removeLogo(services(), viewer)).rejects.toThrow("Only owners and managers");
  await removeLogo(services(), owner);
  await removeLogo(services(), owner);
  expect((await getBrand(services(), merchant.merchant.id)).logo).toBeNull();
  expect(await picture(second)).toBeNull();
});

test("only owners change billing; what is kept is whole and theirs alone", async () => {
  expect(await getBillingProfile(services(), merchant.merchant.id)).toBeNull();
  await expect(updateBillingProfile(services(), manager, billing)).rejects.toThrow("Only owners can change billing.");
  await updateBillingProfile(services(), owner, billing);
  expect(await getBillingProfile(services(), merchant.merchant.id)).toMatchObject({
    ...{ legalName: "Brasserie BV", vatNumber: "BE0203201340", invoiceEmail: "invoices@brasserie.test" },
    ...{ updatedByName: owner.userName, updatedAt: "2026-03-01T12:00:00.000Z" },
  });
  expect(await getBillingProfile(services(), other.merchant.id)).toBeNull();
});

test("who changed what stands in the audit log", async () => {
  await updateBillingProfile(services(), owner, billing);
  await updateBrand(services(), manager, { name: "Chez Nous", ...colours });
  await setLogo(services(), manager, await logo());
  await removeLogo(services(), manager);
  const rows = await database.owner<{ action: string }[]>`
    select action from audit_entries where merchant_id = ${merchant.merchant.id} and action ~ '^(billing|brand)' order by seq`;
  expect(rows.map(({ action }) => action)).toEqual([
    ...["billing.updated", "brand.updated", "brand.logo_set", "brand.logo_removed"],
  ]);
});
