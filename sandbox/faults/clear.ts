import type { Sandbox } from "../sandbox";

/** Ends all faults, or one account's, and lets everyone go who waits at a hold, used up or not. */
export function clearFaults({ faults, holds }: Pick<Sandbox, "faults" | "holds">, account?: string): number {
  const removed = faults.remove((fault) => account === undefined || fault.account === account);
  holds.releaseAll(account);
  return removed.length;
}
