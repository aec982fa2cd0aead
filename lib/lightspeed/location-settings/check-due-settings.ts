import { z } from "zod";
import { listDueSettingsChecks } from "@/db/queries/location-settings";
import { AppError } from "@/lib/errors";
import { defineTask } from "@/lib/jobs/task";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { type Pace, visitPlaces } from "../visit-places";
import { checkLocationSettings } from "./check-location-settings";

export const checkDueSettingsTask = defineTask({
  low: true,
  name: "location-settings.check-due",
  payload: z.object({}),
});

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

const DAY_MS = 86_400_000;

/** Each linked location once a day; one that was linked just now, at the next run. */
export async function checkDueSettings(services: Needs, pace: Partial<Pace> = {}): Promise<void> {
  const before = new Date(services.now().getTime() - DAY_MS);
  await visitPlaces(
    (limit) => listDueSettingsChecks(services.db, before, limit),
    async ({ merchantId, locationId }) => {
      try {
        await checkLocationSettings(services, merchantId, locationId, { maxAgeMs: 0 });
      } catch (error) {
        // Unlinked meanwhile; or one location's trouble, which never holds up the others.
        if (!(error instanceof AppError))
          log.error({ error, merchantId, locationId }, "checking order settings failed");
      }
    },
    { limitMs: 50_000, ...pace },
  );
}
