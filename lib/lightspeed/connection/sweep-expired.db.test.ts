import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { sweepExpired } from "./sweep-expired";

let stage: Stage;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

test("outages that ended long ago are removed, every merchant's; what lasts or ended lately stays", async () => {
  for (let n = 0; n < 2; n += 1) {
    const { actor, locationId } = await createStageMerchant(stage);
    for (const [cause, days] of [
      ["no_answer", 91],
      ["connection_lost", 89],
      ["till_not_ready", null],
    ] as const)
      await owner`insert into location_outages (merchant_id, location_id, cause, started_at, ended_at)
        values (${actor.merchantId}, ${locationId}, ${cause}, now() - interval '200 days', now() - ${days} * interval '1 day')`;
  }
  await sweepExpired(stage.services);
  const left = await owner<{ cause: string }[]>`select cause from location_outages order by cause`;
  expect(left.map(({ cause }) => cause)).toEqual([
    ...["connection_lost", "connection_lost", "till_not_ready", "till_not_ready"],
  ]);
});
