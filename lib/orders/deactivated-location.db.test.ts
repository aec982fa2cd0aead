import { expect, test } from "vitest";
import { setLocationActive } from "@/lib/locations/set-location-active";
import { follow, payOrder, placeOrder } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { countOpen } from "./count-open";

const at = orderTests();

test("what was placed before its location was deactivated is counted, and what is paid goes to the till", async () => {
  const { stage, merchant } = at;
  const { actor, locationId } = merchant;
  const open = () => countOpen(stage.services, { merchantId: actor.merchantId, locationId });
  expect(await open()).toEqual({ open: 0, unpaid: 0, later: 0 });
  const tomorrow = new Date(Date.now() + 24 * 3_600_000);
  const paid = await placeOrder(stage, merchant);
  const later = await placeOrder(stage, merchant, { scheduledFor: tomorrow });
  await placeOrder(stage, merchant);
  await payOrder(stage, paid);
  await payOrder(stage, later);
  expect(await open()).toEqual({ open: 3, unpaid: 1, later: 1 });
  await setLocationActive(stage.services, actor, { id: locationId, active: false });
  expect(await follow(stage, merchant, paid, ["completed", "failed"])).toMatchObject({ status: "completed" });
  expect(await open()).toEqual({ open: 2, unpaid: 1, later: 1 });
});
