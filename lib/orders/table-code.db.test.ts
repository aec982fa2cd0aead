import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { listTableCodeKeys } from "@/db/queries/guests";
import { auditEntries } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { noteDrawn, readTableCode, rotateTableCodes, signTableCode } from "./table-code";

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

const auditOf = (actor: Actor, action: string) =>
  withTenant(stage.services.db, actor.merchantId, (tx) =>
    tx.select().from(auditEntries).where(eq(auditEntries.action, action)),
  );

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

test("nobody makes codes of another merchant's location, nor the printed ones there worthless", async () => {
  const { merchantId, locationId, code } = await placeWithCode();
  const stranger = (await createStageMerchant(stage)).actor;
  const elsewhere = { merchantId: stranger.merchantId, locationId, tableNumber: "12" };
  await expect(signTableCode(stage.services, elsewhere)).rejects.toMatchObject({ code: "not_found" });
  await expect(rotateTableCodes(stage.services, stranger, { locationId })).rejects.toMatchObject({ code: "not_found" });
  expect(await readTableCode(stage.services, { merchantId, locationId, code })).not.toBeNull();
});

test("who replaced the codes stands in the audit log", async () => {
  const { actor, locationId } = await placeWithCode();
  await rotateTableCodes(stage.services, actor, { locationId });
  expect(await auditOf(actor, "table_codes.rotated")).toMatchObject([
    { subject: locationId, actorName: actor.userName },
  ]);
});

test("a code that was drawn counts for its own version alone, and each table once", async () => {
  const { actor, merchantId, locationId, code } = await placeWithCode();
  const drawn = async () => {
    const [newest] = await withTenant(stage.services.db, merchantId, listTableCodeKeys);
    return newest?.drawnTables;
  };
  const note = (...codes: string[]) => noteDrawn(stage.services, actor, { locationId, codes });
  await note(code);
  await note(code);
  expect(await drawn()).toEqual([12]);
  await rotateTableCodes(stage.services, actor, { locationId });
  await note(code);
  expect(await drawn()).toEqual([]);
  const fresh = await signTableCode(stage.services, { merchantId, locationId, tableNumber: "7" });
  // Replaced in the middle of a sheet: of the earlier ones on it nothing is proven.
  await note(code, fresh);
  expect(await drawn()).toEqual([7]);
});
