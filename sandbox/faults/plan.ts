import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type OperationKind, operationKinds } from "../api/operation";

const waitMs = z.number().int().min(0).max(600_000);
const headers = z.record(z.string(), z.string()).default({});
const status = z.number().int().min(100).max(599);

export const effectSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("status"),
    status,
    /** Seconds, or an HTTP date as text. */
    retryAfter: z.union([z.number().int().min(0), z.string()]).optional(),
    afterEffect: z.boolean().default(false),
  }),
  /** After the effect: what it causes, a notification too, comes before the answer. */
  z.object({ type: z.literal("slow"), ms: waitMs, afterEffect: z.boolean().default(false) }),
  z.object({ type: z.literal("cut"), at: z.enum(["before", "body", "after"]) }),
  z.object({ type: z.literal("hang"), afterEffect: z.boolean().default(false) }),
  z.object({ type: z.literal("hold"), at: z.enum(["before", "after"]).default("before") }),
  z.object({
    type: z.literal("raw"),
    status: status.default(200),
    headers,
    body: z.string().default(""),
    /** Sent after the body: this text until so many bytes are out. */
    repeat: z.object({ text: z.string().min(1), bytes: z.number().int().min(1).max(200_000_000) }).optional(),
    /** Sent after the body, and never ends. */
    endless: z.object({ text: z.string().min(1), everyMs: waitMs.default(0) }).optional(),
    afterEffect: z.boolean().default(false),
  }),
]);

export const newFaultSchema = z.object({
  account: z.string().optional(),
  operation: z.enum([...operationKinds, "all"]).default("all"),
  /** How many requests it hits; without it, until cleared. */
  times: z.number().int().min(1).optional(),
  /** How many matching requests pass before the first is hit. */
  skip: z.number().int().min(0).default(0),
  do: effectSchema,
});

export type Effect = z.output<typeof effectSchema>;
export type RawEffect = Extract<Effect, { type: "raw" }>;
export type Fault = z.output<typeof newFaultSchema> & { id: string; used: number };
export type Target = { operation: OperationKind | "realm" | "unknown"; account: string | undefined };

/** Slow and hold let the request go on afterwards; every other effect decides how it ends. */
export const endsTheRequest = (effect: Effect) => effect.type !== "slow" && effect.type !== "hold";

export type FaultPlan = {
  add(fault: z.input<typeof newFaultSchema>): Fault;
  list(): Fault[];
  remove(matches: (fault: Fault) => boolean): Fault[];
  /** What happens to this request, in the order in which the faults were set; counts them as used. */
  take(target: Target): Fault[];
};

export function createFaultPlan(): FaultPlan {
  let faults: Fault[] = [];
  const concerns = (fault: Fault, { operation, account }: Target) =>
    (fault.operation === "all" || fault.operation === operation) &&
    (fault.account === undefined || fault.account === account);

  return {
    add: (input) => {
      const fault = { ...newFaultSchema.parse(input), id: randomUUID(), used: 0 };
      faults.push(fault);
      return fault;
    },
    list: () => faults,
    remove: (matches) => {
      const removed = faults.filter(matches);
      faults = faults.filter((fault) => !matches(fault));
      return removed;
    },
    take: (target) => {
      const taken: Fault[] = [];
      for (const fault of faults) {
        if (taken.some(({ do: effect }) => endsTheRequest(effect))) break;
        if (!concerns(fault, target)) continue;
        if (fault.skip > 0) {
          fault.skip -= 1;
          continue;
        }
        fault.used += 1;
        taken.push(fault);
      }
      faults = faults.filter((fault) => fault.used < (fault.times ?? Number.POSITIVE_INFINITY));
      return taken;
    },
  };
}
