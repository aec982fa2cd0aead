import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "@/lib/auth/roles";
import { createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { listIssues } from "./list-issues";
import { mailNotice } from "./mail-notice";
import { changeRecipients } from "./update-notification-settings";

let stage: Stage;
let actor: Actor;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  actor = (await createStageMerchant(stage)).actor;
  await changeRecipients(stage.services, actor, { byEmail: true, recipients: [chef] });
});

const chef = "chef@upvendo.test";
const mail = (send: () => Promise<boolean>, to = chef) =>
  mailNotice(stage.services, { merchantId: actor.merchantId, to, subject: "The till is offline", text: "…" }, send);
const refusing = (responseCode?: number) => () =>
  Promise.reject(Object.assign(new Error("no"), responseCode ? { responseCode } : {}));
const issues = async () =>
  (await listIssues(stage.services, actor.merchantId)).open.filter(({ kind }) => kind === "mail");

test("mails that do not go out are told on Home until one does, and each try is left to the queue", async () => {
  await expect(mail(refusing())).rejects.toThrow("no");
  await expect(mail(refusing(550))).rejects.toThrow("no");
  expect(await issues()).toMatchObject([
    {
      ...{ title: `Mails to ${chef} do not go out`, count: 2 },
      body: expect.stringMatching(/^The mail server refuses it \(550\)\. .*“The till is offline”/),
    },
  ]);
  await mail(async () => true);
  expect(await issues()).toEqual([]);
});

test("without a mail server that is said, too", async () => {
  await mail(async () => false);
  expect(await issues()).toMatchObject([{ body: expect.stringMatching(/^Upvendo has no mail server\./) }]);
});

test("an address that is told nothing any more is no trouble", async () => {
  await expect(mail(refusing(451))).rejects.toThrow("no");
  expect(await issues()).toMatchObject([{ body: expect.stringMatching(/puts it off \(451\)/) }]);
  await changeRecipients(stage.services, actor, { byEmail: true, recipients: ["other@upvendo.test"] });
  expect(await issues()).toEqual([]);
  await expect(mail(refusing(451))).rejects.toThrow("no");
  expect(await issues()).toEqual([]);
});
