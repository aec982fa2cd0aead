import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { auditEntries } from "@/db/schema";
import { createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { getGuestPages } from "./get-guest-pages";
import { findKioskCode, isCurrentKiosk, readKioskCode, replaceKioskCode } from "./kiosk-code";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

async function placeWithKiosk() {
  const { actor, locationId } = await createStageMerchant(stage);
  const at = { merchantId: actor.merchantId, locationId };
  await replaceKioskCode(stage.services, actor, at);
  return { actor, at, code: (await findKioskCode(stage.services, at))?.code ?? "" };
}

test("there is no kiosk code before somebody makes one, and the same one until it is replaced", async () => {
  const { actor, locationId } = await createStageMerchant(stage);
  const at = { merchantId: actor.merchantId, locationId };
  expect(await findKioskCode(stage.services, at)).toBeNull();
  await replaceKioskCode(stage.services, actor, at);
  const first = await findKioskCode(stage.services, at);
  expect(await findKioskCode(stage.services, at)).toEqual(first);
  expect(await readKioskCode(stage.services, { ...at, code: first?.code ?? "" })).toBe(1);
});

test("a code of another location, another version or none at all is refused, and a replaced one counts no more", async () => {
  const [here, there] = [await placeWithKiosk(), await placeWithKiosk()];
  const read = (code: string, { at } = here) => readKioskCode(stage.services, { ...at, code });
  expect(await read(there.code)).toBeNull();
  expect(await read(here.code, there)).toBeNull();
  for (const code of ["", "1", "1.", `${here.code}a`, here.code.replace(/^1/, "2"), `1.${"A".repeat(22)}`])
    expect(await read(code), code).toBeNull();

  await replaceKioskCode(stage.services, here.actor, here.at);
  expect(await read(here.code)).toBeNull();
  const fresh = (await findKioskCode(stage.services, here.at))?.code ?? "";
  expect(await read(fresh)).toBe(2);
  expect(await isCurrentKiosk(stage.services, { ...here.at, version: 1 })).toBe(false);
  expect(await isCurrentKiosk(stage.services, { ...here.at, version: 2 })).toBe(true);
});

test("ten people who make one at once end with one that counts", async () => {
  const { actor, at } = await placeWithKiosk();
  await Promise.all(Array.from({ length: 10 }, () => replaceKioskCode(stage.services, actor, at)));
  const found = await findKioskCode(stage.services, at);
  expect(await readKioskCode(stage.services, { ...at, code: found?.code ?? "" })).toBeGreaterThan(1);
});

test("a viewer neither makes a kiosk code nor sees it, and nobody makes one of another merchant's location", async () => {
  const { actor, at, code } = await placeWithKiosk();
  const viewer = { ...actor, role: "viewer" as const };
  await expect(replaceKioskCode(stage.services, viewer, at)).rejects.toMatchObject({ code: "forbidden" });
  expect(await getGuestPages(stage.services, viewer, at)).toMatchObject({ kiosk: null });
  expect((await getGuestPages(stage.services, actor, at)).kiosk?.address).toMatch(
    new RegExp(`/o/${at.locationId}/enter\\?kiosk=${code}$`),
  );
  const stranger = await createStageMerchant(stage);
  await expect(replaceKioskCode(stage.services, stranger.actor, at)).rejects.toMatchObject({ code: "not_found" });
  expect(await readKioskCode(stage.services, { ...at, code })).toBe(1);
});

test("who opened or replaced a kiosk stands in the audit log, and the code does not", async () => {
  const { actor, at, code } = await placeWithKiosk();
  const entries = await withTenant(stage.services.db, at.merchantId, (tx) =>
    tx.select().from(auditEntries).where(eq(auditEntries.action, "kiosk_link.made")),
  );
  expect(entries).toMatchObject([{ subject: at.locationId, actorName: actor.userName }]);
  expect(JSON.stringify(entries)).not.toContain(code);
});
