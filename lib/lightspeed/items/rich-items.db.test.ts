import postgres from "postgres";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant } from "@/lib/testing/linked-merchant";
import { getItemPlace } from "./item-place";
import { allergenLabels, getRichItem, readAllergens, readLocales } from "./rich-item";
import { deleteRichItem, saveRichItem } from "./save-rich-item";
import { setLocales } from "./set-locales";
import { setPicture } from "./set-picture";

let stage: Stage;
let owner: postgres.Sql;

beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 2, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end({ timeout: 2 });
  await stage.close();
});

async function openShop() {
  const merchant = await createLinkedMerchant(stage);
  const id = merchant.actor.merchantId;
  const { businessId } = await getItemPlace(stage.services, id, merchant.locationId);
  return { ...merchant, id, businessId };
}
type Shop = Awaited<ReturnType<typeof openShop>>;

const SKU = "MAI-STEAK";
const get = ({ id, businessId }: Shop, sku = SKU) => getRichItem(stage.services, id, { businessId, sku });
const text = (locale: string, name: string, description = "") => ({ locale, name, description });
const square = (edge: number) =>
  sharp({ create: { width: edge, height: edge, channels: 3, background: "#663399" } })
    .png()
    .toBuffer();

test("texts and allergens are replaced; texts of a language that the form did not show stay", async () => {
  const shop = await openShop();
  const { version } = await get(shop, "SID-FRIET");
  const key = { businessId: shop.businessId, sku: "SID-FRIET" };
  const first = await saveRichItem(stage.services, shop.actor, {
    ...{ ...key, version },
    input: { texts: [text("nl", "Friet"), text("fr", "Frites", "<b>croquantes</b>")], allergenCodes: ["milk"] },
  });
  const second = await saveRichItem(stage.services, shop.actor, {
    ...{ ...key, version: first.saved?.version ?? "" },
    input: { texts: [text("nl", "")], allergenCodes: [] },
  });
  expect(second.saved).toMatchObject({ texts: [text("fr", "Frites", "<b>croquantes</b>")], allergenCodes: [] });
  const [entry] = await owner`
    select detail, at from audit_entries where merchant_id = ${shop.id} and action = 'item.rich_updated' order by seq desc limit 1`;
  expect(entry?.detail).toMatchObject({ before: { allergenCodes: ["milk"] }, after: { allergenCodes: [] } });
});

test("of two editors the second gets the other's version back, and nothing is overwritten", async () => {
  const shop = await openShop();
  const { version } = await get(shop);
  const save = (name: string) =>
    saveRichItem(stage.services, shop.actor, {
      ...{ businessId: shop.businessId, sku: SKU, version },
      input: { texts: [text("nl", name)], allergenCodes: [] },
    });
  expect((await save("Biefstuk")).saved).toBeDefined();
  expect((await save("Steak")).changed?.texts).toContainEqual(
    expect.objectContaining({ locale: "nl", name: "Biefstuk" }),
  );
  expect((await get(shop)).texts).toContainEqual(expect.objectContaining({ locale: "nl", name: "Biefstuk" }));
});

test("a picture is added to a SKU that had nothing; one that is too small is never sent", async () => {
  const shop = await openShop();
  const send = async (edge: number) =>
    setPicture(stage.services, shop.actor, {
      ...{ businessId: shop.businessId, sku: "NEW-SKU", anchor: "middle" as const },
      bytes: await square(edge),
    });
  await expect(send(200)).rejects.toMatchObject({ reason: "small" });
  expect((await get(shop, "NEW-SKU")).hasPicture).toBe(false);
  await send(400);
  expect((await get(shop, "NEW-SKU")).hasPicture).toBe(true);
  await deleteRichItem(stage.services, shop.actor, { businessId: shop.businessId, sku: "NEW-SKU" });
  expect(await get(shop, "NEW-SKU")).toMatchObject({ hasPicture: false, texts: [], allergenCodes: [] });
});

test("allergens come from Lightspeed with their translations, and the languages are the business's own", async () => {
  const shop = await openShop();
  const { data } = await readAllergens(stage.services, shop.id);
  const labels = allergenLabels(data ?? [], ["nl"]);
  expect(labels.length).toBeGreaterThan(3);
  expect(labels.find(({ code }) => code === "milk")?.label).toMatch(/melk/i);
  expect(allergenLabels([{ code: "moon-dust", names: [] }], ["nl"])).toEqual([
    { code: "moon-dust", label: "moon-dust" },
  ]);
  await setLocales(stage.services, shop.actor, {
    ...{ businessId: shop.businessId, before: ["nl", "fr", "en"], locales: ["nl", "de"] },
  });
  expect((await readLocales(stage.services, shop.id, shop.businessId)).data).toEqual(["nl", "de"]);
  await expect(
    setLocales(stage.services, shop.actor, {
      ...{ businessId: shop.businessId, before: ["nl", "fr", "en"], locales: ["nl"] },
    }),
  ).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("nl, de") });
  const viewer = { ...shop.actor, role: "viewer" as const };
  await expect(
    setLocales(stage.services, viewer, { businessId: shop.businessId, before: ["nl", "de"], locales: ["nl"] }),
  ).rejects.toMatchObject({ code: "forbidden" });
});
