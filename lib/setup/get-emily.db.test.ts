import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { saveChannel } from "@/db/queries/channels";
import { saveLocationSettings } from "@/db/queries/location-settings";
import { auditEntries, snapshots } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { setLocationActive } from "@/lib/locations/set-location-active";
import { getTables } from "@/lib/orders/get-tables";
import { rotateTableCodes } from "@/lib/orders/table-code";
import { tableCodePicture, tableCodeSheet } from "@/lib/orders/table-code-sheet";
import { actorOf, createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant, type LinkedMerchant } from "@/lib/testing/linked-merchant";
import { answerQuestion, askAgain } from "./answer-question";
import { emilyQuestions } from "./emily";
import { getEmily } from "./get-emily";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const emily = (actor: Actor) => getEmily(stage.services, actor);
const answer = (actor: Actor, question: string, value: string) =>
  answerQuestion(stage.services, actor, { question, answer: value });

const chooseProfiles = ({ actor, locationId, placeId }: LinkedMerchant) =>
  withTenant(stage.services.db, actor.merchantId, (tx) =>
    saveLocationSettings(
      tx,
      { locationId, businessLocationId: placeId },
      { orderProfileDineIn: "DINEIN", orderProfileTakeaway: "TAKEAWAY" },
    ),
  );

async function answerAll(actor: Actor) {
  for (const { id, options } of emilyQuestions) await answer(actor, id, options[0]?.value ?? "");
}

test("closed after any question and opened by another person on another device, the setup stands at the same place", async () => {
  const { actor } = await createStageMerchant(stage);
  for (const { id, options } of emilyQuestions) {
    const colleague = actorOf(actor.merchantId);
    expect((await emily(colleague)).place).toMatchObject({ kind: "question", question: { id } });
    await answer(actor, id, options[0]?.value ?? "");
    expect((await emily(colleague)).place).toEqual((await emily(actor)).place);
  }
  const { place, answers } = await emily(actor);
  expect(place).toMatchObject({ kind: "step", step: { id: "payment", mayDo: true } });
  expect(answers.map(({ answer }) => answer)).toEqual(["Kiosk only", "Yes, with Table QR", "Yes", "Yes"]);
  expect(answers.every(({ byName }) => byName === actor.userName)).toBe(true);
});

test("a step that is done holds its proof, and undoing what it proves opens it again", async () => {
  const { actor, locationId } = await createLinkedMerchant(stage);
  await answerAll(actor);
  const stateOf = async (id: string) => (await emily(actor)).steps.find((step) => step.id === id);
  expect(await stateOf("location")).toMatchObject({ done: true, proof: { checked: "Read from your locations." } });
  expect(await stateOf("link")).toMatchObject({ done: true });
  await setLocationActive(stage.services, actor, { id: locationId, active: false });
  expect(await stateOf("location")).toMatchObject({
    done: false,
    proof: null,
    state: expect.stringMatching(/at least one must exist/),
  });
  await setLocationActive(stage.services, actor, { id: locationId, active: true });
  expect(await stateOf("location")).toMatchObject({ done: true });
});

test("what is answered decides which channel is to be switched on, and only its being on is the proof", async () => {
  const merchant = await createLinkedMerchant(stage);
  const { actor, locationId } = merchant;
  const added = async () =>
    (await emily(actor)).steps.filter(({ id }) => ["kiosk", "online", "table", "table-codes"].includes(id));
  expect(await added()).toEqual([]);
  await answer(actor, "channels", "online");
  await answer(actor, "table_qr", "no");
  expect(await added()).toMatchObject([
    { id: "online", title: "Switch on Online Ordering", done: false, proof: null, href: "/channels#online" },
  ]);
  await chooseProfiles(merchant);
  const turn = (on: boolean) =>
    withTenant(stage.services.db, actor.merchantId, (tx) => saveChannel(tx, { locationId, channel: "online" }, { on }));
  await turn(true);
  expect(await added()).toMatchObject([{ done: true, state: "Online Ordering is switched on at Old Town." }]);
  await turn(false);
  expect(await added()).toMatchObject([{ id: "online", done: false, proof: null }]);
  await answer(actor, "channels", "both");
  expect((await added()).map(({ id }) => id)).toEqual(["kiosk", "online"]);
});

/** As if Lightspeed showed these tables, and no others. */
const showTables = ({ actor, placeId }: LinkedMerchant, numbers: readonly number[]) =>
  withTenant(stage.services.db, actor.merchantId, (tx) =>
    tx
      .update(snapshots)
      .set({
        data: [
          {
            ...{ id: "1", name: "Room" },
            tables: numbers.map((number) => ({ id: `${number}`, number, description: "", seats: 2, active: true })),
          },
        ],
      })
      .where(and(eq(snapshots.kind, "floor-plans"), eq(snapshots.key, placeId))),
  );

async function wantTableCodes() {
  const merchant = await createLinkedMerchant(stage);
  const { actor, locationId } = merchant;
  await answerAll(actor);
  await chooseProfiles(merchant);
  return {
    merchant,
    codes: async () => (await emily(actor)).steps.find(({ id }) => id === "table-codes"),
    switchOn: () =>
      withTenant(stage.services.db, actor.merchantId, (tx) =>
        saveChannel(tx, { locationId, channel: "table_qr" }, { on: true }),
      ),
    read: () => getTables(stage.services, actor.merchantId, locationId),
    sheet: (...numbers: number[]) =>
      tableCodeSheet(stage.services, actor, { locationId, tableNumbers: numbers.map(String) }),
    picture: (number: number, by = actor) =>
      tableCodePicture(stage.services, by, { locationId, tableNumber: String(number) }),
  };
}

test("table codes are proven by Lightspeed's tables and by codes that were drawn; codes that were replaced are to be drawn anew", async () => {
  const { merchant, codes, switchOn, read, sheet } = await wantTableCodes();
  expect((await codes())?.state).toMatch(/Waits for Table QR/);
  await switchOn();
  expect((await codes())?.state).toMatch(/were not read from Lightspeed yet/);
  const count = (await read())?.numbers.length ?? 0;
  expect(count).toBeGreaterThan(0);
  expect((await codes())?.state).toContain(`${count} tables, and no code that counts`);
  await showTables(merchant, [1, 2, 3]);
  await sheet(1, 2, 3);
  const before = stage.services.now().toISOString();
  expect(await codes()).toMatchObject({ done: true, state: expect.stringContaining("Codes for 3 tables") });
  expect((await codes())?.proof?.at?.localeCompare(before)).toBeLessThanOrEqual(0);
  await rotateTableCodes(stage.services, merchant.actor, merchant);
  expect(await codes()).toMatchObject({ done: false, proof: null });
  await sheet(1, 2, 3);
  expect(await codes()).toMatchObject({ done: true });
});

test("the code of one table proves no other's, a viewer's look none, and a table that Lightspeed shows since is to be drawn", async () => {
  const { merchant, codes, switchOn, read, sheet, picture } = await wantTableCodes();
  await switchOn();
  await read();
  await showTables(merchant, [1, 2, 3, 4]);
  await picture(1, actorOf(merchant.actor.merchantId, "Test Brasserie", "viewer"));
  expect((await codes())?.state).toContain("4 tables, and no code that counts");
  await picture(1);
  expect(await codes()).toMatchObject({ done: false, state: expect.stringContaining("for tables 2, 3, and 4.") });
  await Promise.all([picture(2), picture(3), sheet(3, 4)]);
  expect(await codes()).toMatchObject({ done: true });
  await showTables(merchant, [1, 2, 3, 9]);
  expect(await codes()).toMatchObject({ done: false, state: expect.stringMatching(/yet for table 9\.$/) });
  await picture(9);
  expect(await codes()).toMatchObject({ done: true, state: expect.stringContaining("Codes for 4 tables") });
});

test("the answers of one merchant are no other's, and asking again forgets only the own", async () => {
  const [one, other] = [await createStageMerchant(stage), await createStageMerchant(stage)];
  await answerAll(one.actor);
  expect((await emily(other.actor)).answers).toEqual([]);
  await answer(other.actor, "channels", "online");
  await askAgain(stage.services, one.actor);
  expect((await emily(one.actor)).answers).toEqual([]);
  expect((await emily(other.actor)).answers).toMatchObject([{ answer: "Online ordering only" }]);
});

test("a viewer sees where it stands but cannot answer; an answer that was not offered is refused", async () => {
  const { actor } = await createStageMerchant(stage);
  const viewer = actorOf(actor.merchantId, actor.merchantName, "viewer");
  await expect(answer(viewer, "channels", "both")).rejects.toThrow("Only owners and managers");
  await expect(askAgain(stage.services, viewer)).rejects.toThrow("Only owners and managers");
  await expect(answer(actor, "channels", "vending machine")).rejects.toThrow("Choose one of the answers.");
  await expect(answer(actor, "anything", "yes")).rejects.toThrow("Choose one of the answers.");
  expect(await emily(viewer)).toMatchObject({ mayAnswer: false, answers: [] });
});

test("a step that only owners may do says so to a manager", async () => {
  const { actor } = await createStageMerchant(stage);
  await answerAll(actor);
  const manager = actorOf(actor.merchantId, actor.merchantName, "manager");
  expect((await emily(manager)).place).toMatchObject({ kind: "step", step: { id: "payment", mayDo: false } });
});

test("who answered what stands in the audit log", async () => {
  const { actor } = await createStageMerchant(stage);
  await answer(actor, "channels", "both");
  const entries = await withTenant(stage.services.db, actor.merchantId, (tx) => tx.select().from(auditEntries));
  expect(entries).toMatchObject([{ action: "setup.answered", subject: "channels", detail: { answer: "both" } }]);
});
