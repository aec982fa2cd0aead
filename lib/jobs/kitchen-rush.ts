import { KITCHEN_PRIORITY } from "./task";

/** Whether a kitchen waits for this process, at no cost of its own: by how long the last of its jobs stood in the queue before they were begun. */
export type KitchenRush = {
  began: (job: { priority: number; run_at: Date }) => void;
  isOn: () => boolean;
};

/** What stands longer stands behind others. */
const LATE_MS = 100;
/** After the last that came late. */
const LASTS_MS = 500;

/** `now`: the queue's times are the database's. */
export function createKitchenRush(now: () => Date): KitchenRush {
  let until = 0;
  return {
    began: ({ priority, run_at }) => {
      const at = now().getTime();
      if (priority <= KITCHEN_PRIORITY && at - run_at.getTime() > LATE_MS) until = at + LASTS_MS;
    },
    isOn: () => now().getTime() < until,
  };
}
