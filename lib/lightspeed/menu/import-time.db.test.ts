import { afterAll, beforeAll, expect, test } from "vitest";
import { type MenuStage, openMenuStage } from "@/lib/testing/menu-stage";
import { report } from "@/lib/testing/vault-stage";
import { eachProduct } from "./keep-rich";

let stage: MenuStage;
beforeAll(async () => {
  stage = await openMenuStage();
});
afterAll(() => stage.close());

test("5,000 items are imported well within twenty seconds, complete", async () => {
  const merchant = await stage.linked("cellar");
  const started = performance.now();
  await stage.sync(merchant);
  const seconds = (performance.now() - started) / 1_000;
  report(`menus of 5,000 items with three order profiles: ${seconds.toFixed(1)} s`);
  expect(seconds).toBeLessThan(20);
  expect(await stage.state(merchant)).toMatchObject({ outcome: "ok", done: 12 });
  const skus = new Set<string | null>();
  eachProduct(await stage.menu(merchant, "Card and cellar"), ({ sku }) => skus.add(sku));
  expect([...skus].filter((sku) => sku?.startsWith("CEL-"))).toHaveLength(5_000);
}, 60_000);
