import { afterAll, beforeAll, expect, test } from "vitest";
import { createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { readTableCode, rotateTableCodes, signTableCode } from "./table-code";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

async function placeWithCode(tableNumber = "12") {
  const { actor, locationId } = await createStageMerchant(stage);
  const { merchantId } = actor;
  const code = await signTableCode(stage.services, { merchantId, locationId, tableNumber });
  return { actor, merchantId, locationId, code };
}

test("a code names its table, and is the same whenever it is printed", async () => {
  const { merchantId, locationId, code } = await placeWithCode();
  expect(await readTableCode(stage.services, { merchantId, locationId, code })).toEqual({
    tableNumber: "12",
    version: 1,
  });
  expect(await signTableCode(stage.services, { merchantId, locationId, tableNumber: "12" })).toBe(code);
});

test("ten printers at once of a location without a key make one key", async () => {
  const { actor, locationId } = await createStageMerchant(stage);
  const place = { merchantId: actor.merchantId, locationId, tableNumber: "1" };
  const codes = await Promise.all(Array.from({ length: 10 }, () => signTableCode(stage.services, place)));
  expect(new Set(codes).size).toBe(1);
});

test("a code of another location, another table, an older print or none at all is refused", async () => {
  const [here, there] = [await placeWithCode(), await placeWithCode()];
  const read = (code: string, at = here) => readTableCode(stage.services, { ...at, code });
  expect(await read(there.code)).toBeNull();
  expect(await read(here.code, there)).toBeNull();
  expect(await read(here.code.replace(/^12\./, "13."))).toBeNull();
  for (const code of ["", "12", "12.1.", `${here.code}a`, here.code.replace(".1.", ".2."), `12.1.${"A".repeat(22)}`])
    expect(await read(code), code).toBeNull();

  await rotateTableCodes(stage.services, here.actor, here);
  expect(await read(here.code)).toBeNull();
  const fresh = await signTableCode(stage.services, { ...here, tableNumber: "12" });
  expect(await read(fresh)).toEqual({ tableNumber: "12", version: 2 });
});

test("a viewer cannot make the printed codes worthless", async () => {
  const { actor, merchantId, locationId, code } = await placeWithCode();
  const viewer = { ...actor, role: "viewer" as const };
  await expect(rotateTableCodes(stage.services, viewer, { locationId })).rejects.toMatchObject({ code: "forbidden" });
  expect(await readTableCode(stage.services, { merchantId, locationId, code })).not.toBeNull();
});
