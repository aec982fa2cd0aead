import { randomUUID } from "node:crypto";
import { z } from "zod";

export const notificationFaultSchema = z.object({
  account: z.string().optional(),
  /** ORDER, PAYMENT, ITEM or ORDER_API. */
  type: z.string().optional(),
  status: z.string().optional(),
  reference: z.string().optional(),
  times: z.number().int().min(1).optional(),
  skip: z.number().int().min(0).default(0),
  do: z.discriminatedUnion("type", [
    /** Never sent. */
    z.object({ type: z.literal("lose") }),
    /** Sent so many times more. */
    z.object({ type: z.literal("duplicate"), copies: z.number().int().min(1).max(1_000).default(1) }),
    z.object({ type: z.literal("delay"), ms: z.number().int().min(0).max(600_000) }),
    /** Sent only after the account's next notification. */
    z.object({ type: z.literal("reorder") }),
    /** Kept until the control API releases it. */
    z.object({ type: z.literal("hold") }),
  ]),
});

export type NotificationFault = z.output<typeof notificationFaultSchema> & { id: string; used: number };
export type Addressed = { account: string; type: string; status: string; reference: string | null };

export type DeliveryFaults = {
  add(fault: z.input<typeof notificationFaultSchema>): NotificationFault;
  list(): NotificationFault[];
  remove(matches: (fault: NotificationFault) => boolean): number;
  /** The first fault that concerns a notification; counts it as used. */
  take(notification: Addressed): NotificationFault | undefined;
};

const concerns = (fault: NotificationFault, notification: Addressed) =>
  (["account", "type", "status", "reference"] as const).every(
    (key) => (fault[key] ?? notification[key]) === notification[key],
  );

export function createDeliveryFaults(): DeliveryFaults {
  let faults: NotificationFault[] = [];
  return {
    add: (input) => {
      const fault = { ...notificationFaultSchema.parse(input), id: randomUUID(), used: 0 };
      faults.push(fault);
      return fault;
    },
    list: () => faults,
    remove: (matches) => {
      const before = faults.length;
      faults = faults.filter((fault) => !matches(fault));
      return before - faults.length;
    },
    take: (notification) => {
      const fault = faults.find((candidate) => {
        if (!concerns(candidate, notification)) return false;
        if (candidate.skip === 0) return true;
        candidate.skip -= 1;
        return false;
      });
      if (!fault) return undefined;
      fault.used += 1;
      faults = faults.filter(({ used, times }) => used < (times ?? Number.POSITIVE_INFINITY));
      return fault;
    },
  };
}
