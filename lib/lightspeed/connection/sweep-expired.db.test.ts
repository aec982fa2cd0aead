import { expect, test } from "vitest";
import { createStageMerchant } from "@/lib/testing/connection-stage";
import { ownedStage } from "@/lib/testing/owned-stage";
import { sweepExpired } from "./sweep-expired";

const on = ownedStage();

test("outages that ended long ago are removed, every merchant's; what lasts or ended lately stays", async () => {
  for (let n = 0; n < 2; n += 1) {
    const { actor, locationId } = await createStageMerchant(on.stage);
    for (const [cause, days] of [
      ["no_answer", 91],
      ["connection_lost", 89],
      ["till_not_ready", null],
    ] as const)
      await on.owner`insert into location_outages (merchant_id, location_id, cause, started_at, ended_at)
        values (${actor.merchantId}, ${locationId}, ${cause}, now() - interval '200 days', now() - ${days} * interval '1 day')`;
  }
  await sweepExpired(on.stage.services);
  const left = await on.owner<{ cause: string }[]>`select cause from location_outages order by cause`;
  expect(left.map(({ cause }) => cause)).toEqual([
    ...["connection_lost", "connection_lost", "till_not_ready", "till_not_ready"],
  ]);
});
