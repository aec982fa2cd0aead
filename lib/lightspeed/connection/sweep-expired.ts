import { sql } from "drizzle-orm";
import { z } from "zod";
import { sweepAuthorizations, takeExpiredChoices } from "@/db/queries/authorization-requests";
import { sweepOutages } from "@/db/queries/location-outages";
import { defineTask } from "@/lib/jobs/task";
import type { Services } from "@/lib/services";
import { giveBackPending } from "./give-back";

export const sweepTask = defineTask({ low: true, name: "connections.sweep", payload: z.object({}) });

/** Three times what the Status tab shows. */
const OUTAGES_KEPT_MS = 90 * 86_400_000;

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed">;

/** Removes what has served its time: code verifiers, waiting choices with their permission, counts of failed sign-ins, outages of long ago. */
export async function sweepExpired(services: Needs): Promise<void> {
  const { db, now } = services;
  const choices = await takeExpiredChoices(db, now());
  await sweepAuthorizations(db, now());
  await db.execute(sql`select gate.sweep_sign_in_failures()`);
  await sweepOutages(db, new Date(now().getTime() - OUTAGES_KEPT_MS));
  // Last: what Lightspeed says to it, or that it says nothing, must not hold up the rest.
  for (const choice of choices) await giveBackPending(services, choice);
}
