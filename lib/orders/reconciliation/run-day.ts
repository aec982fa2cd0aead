import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { type DayTarget, reconcileDay } from "./reconcile-day";

/** The job behind a wish. A location that was unlinked meanwhile has nothing to compare. */
export async function runDay(
  services: Services,
  { byName, ...target }: DayTarget & { byName: string | null },
): Promise<void> {
  try {
    await reconcileDay(services, target, { byName });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.info({ ...target, code: error.code }, "a day was not compared");
  }
}
