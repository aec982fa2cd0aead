import { setTimeout as pause } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { freePort } from "@/db/embedded/free-port";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { startIngest, startProgram } from "@/lib/testing/ingest-process";
import { seeded } from "@/lib/testing/seeded";
import { sendStubbornly } from "@/lib/testing/stubborn-sender";
import { report } from "@/lib/testing/vault-stage";
import { authorization } from "@/lib/testing/webhook-stage";

const database = databaseUnderTest();
// TEST_ROUNDS=1: as many as the proof asks for.
const long = inject("longRounds") > 0;

type Start = (port: number) => ReturnType<typeof startIngest>;

/** Sends while the receiver is killed at random instants, and names what was acknowledged and is not there afterwards. */
async function lostAround(start: Start, { mark, count, kills }: { mark: string; count: number; kills: number }) {
  const random = seeded(41);
  const port = await freePort();
  let receiver = await start(port);
  let acknowledged = 0;
  const sending = sendStubbornly({
    ...{ url: () => `http://127.0.0.1:${port}`, count, parallel: 16, authorization, pauseMs: 5 },
    bodyOf: (n) => JSON.stringify({ type: "ORDER", thirdPartyReference: `${mark}-${n}` }),
    onAcknowledged: () => {
      acknowledged += 1;
    },
  });
  for (let kill = 1; kill <= kills; kill += 1) {
    // Spread over the messages, and then at an instant that nobody chooses.
    while (acknowledged < ((count - 20) * kill) / (kills + 1)) await pause(1);
    await pause(random.below(4));
    await receiver.kill();
    receiver = await start(port);
  }
  const log = await sending;
  await pause(100);
  await receiver.kill();
  const rows = await database.owner`select distinct reference from webhook_events where reference like ${`${mark}-%`}`;
  const there = new Set(rows.map(({ reference }) => reference));
  const lost = log.acknowledged.filter((n) => !there.has(`${mark}-${n}`));
  report(
    `${mark}: ${count} sent, ${kills} kills, ${log.refusals.length} sent again, ${lost.length} acknowledged and lost`,
  );
  return { lost, log };
}

test("killed around the acknowledgement again and again, the receiver has everything that it acknowledged", async () => {
  const plan = { mark: "killed", count: long ? 2_000 : 300, kills: long ? 40 : 4 };
  const { lost, log } = await lostAround((port) => startIngest(database.urls.appUrl, port), plan);
  expect(log.acknowledged).toHaveLength(plan.count);
  expect(log.refusals.length).toBeGreaterThan(0);
  expect(lost).toEqual([]);
}, 900_000);

test("the proof notices a receiver that acknowledges before it has stored", async () => {
  const hasty: Start = (port) =>
    startProgram("lib/testing/hasty-ingest.ts", "ingest ready", database.urls.appUrl, { INGEST_PORT: String(port) });
  const { lost } = await lostAround(hasty, { mark: "hasty", count: 300, kills: 3 });
  expect(lost.length).toBeGreaterThan(0);
}, 300_000);
