import { expect, test } from "vitest";
import { readPaymentTask } from "@/lib/payments/tasks";
import { createFairness } from "./fairness";
import { createKitchenRush } from "./kitchen-rush";
import { kindsOfWork } from "./start-queue";
import { KITCHEN_PRIORITY } from "./task";

const start = Date.parse("2026-11-27T12:00:00Z");

/** A clock to set, and jobs that have stood in the queue for so long. */
function rushAt() {
  let at = start;
  const rush = createKitchenRush(() => new Date(at));
  const began = (waitedMs: number, priority = KITCHEN_PRIORITY) =>
    rush.began({ priority, run_at: new Date(at - waitedMs) });
  const later = (ms: number) => {
    at += ms;
  };
  return { rush, began, later };
}

test("a kitchen's job that came late makes a rush, which ends soon after the last of them", () => {
  const { rush, began, later } = rushAt();
  began(20);
  expect(rush.isOn()).toBe(false);
  began(300);
  expect(rush.isOn()).toBe(true);
  later(400);
  began(300);
  later(400);
  expect(rush.isOn()).toBe(true);
  began(20);
  later(200);
  expect(rush.isOn()).toBe(false);
});

test("other work that came late makes none: it stands back for kitchens itself", () => {
  const { rush, began } = rushAt();
  began(60_000, 0);
  began(60_000, 10);
  expect(rush.isOn()).toBe(false);
});

test("what is asked of a payment provider is a kitchen's work", () => {
  expect(readPaymentTask.kitchen).toBe(true);
});

test("while a kitchen waits a worker books and looks afterwards in one place, and as ever once it waits no more", async () => {
  let on = true;
  const fairness = createFairness(5, undefined, { kinds: kindsOfWork({ isOn: () => on }) });
  let end = () => {};
  const booking = fairness.run(["merchant:1", "afterwards"], () => new Promise<void>((resolve) => (end = resolve)));
  expect(fairness.full()).toEqual(["afterwards"]);
  on = false;
  expect(fairness.full()).toEqual([]);
  end();
  await booking;
  on = true;
  expect(fairness.full()).toEqual([]);
});
