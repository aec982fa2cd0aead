import { followRehearsal } from "@/lib/setup/rehearsal/follow-rehearsal";
import { getRehearsals } from "@/lib/setup/rehearsal/get-rehearsals";
import { firstUnproven, type Hop } from "@/lib/setup/rehearsal/hops";
import type { RehearsalView } from "@/lib/setup/rehearsal/rehearsal-types";
import { runRehearsal } from "@/lib/setup/rehearsal/run-rehearsal";
import type { OrderMerchant } from "./order-stage";
import { ownedStage } from "./owned-stage";
import { untilOver } from "./rehearsal-stage";

export const stopOf = (hops: readonly Hop[]) => firstUnproven(hops);

/** For the tests of a file: a stage, and the steps of a rehearsal on it. */
export function rehearsalTests() {
  const on = ownedStage();
  const run = ({ actor, locationId }: OrderMerchant) => runRehearsal(on.stage.services, actor, { locationId });

  async function started(merchant: OrderMerchant) {
    const start = await run(merchant);
    if (!start.started) throw new Error(`refused: ${JSON.stringify(start.broken)}`);
    return start;
  }

  async function view({ actor, locationId }: OrderMerchant): Promise<RehearsalView> {
    const [seen] = await getRehearsals(on.stage.services, actor.merchantId, (all) =>
      all.filter(({ id }) => id === locationId),
    );
    if (!seen) throw new Error("the location is gone");
    return seen;
  }

  const voidAtTill = ({ placeId }: OrderMerchant, check: string | null) =>
    on.stage.sandbox.control("POST", `/till/${placeId}/sales/${check}/void`, {});

  /** As far as the till goes by itself: settled, and the staff asked to void it. */
  async function settled(merchant: OrderMerchant) {
    const { rehearsalId, orderId } = await started(merchant);
    const order = await untilOver(on.stage, merchant, orderId);
    const { merchantId } = merchant.actor;
    await followRehearsal(on.stage.services, { merchantId, rehearsalId });
    return { rehearsalId, orderId, order, merchantId };
  }

  return { on, run, started, view, voidAtTill, settled };
}
