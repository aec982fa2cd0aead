import { z } from "zod";
import type { LinkedPlace } from "@/db/queries/location-settings";
import { listDueReadiness } from "@/db/queries/pos-readiness";
import { defineTask, enqueue } from "@/lib/jobs/task";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { type Pace, visitPlaces } from "../visit-places";
import { readReadiness } from "./read-readiness";

export const pollReadinessTask = defineTask({
  name: "readiness.poll",
  payload: z.object({ again: z.boolean().default(true) }),
});

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** The clock calls each minute; a second round half-way keeps the age of proof under a minute. */
const HALF_MS = 30_000;
const ROUND_MS = 20_000;

type Round = Partial<Pace> & {
  /** What follows from a till's answer. */
  onAnswer?: (place: LinkedPlace) => Promise<void>;
};

/** Asks for every linked location that was not asked for lately, the longest ago first. */
export async function pollReadiness(
  services: Needs,
  { again }: { again: boolean },
  { onAnswer, ...pace }: Round = {},
): Promise<void> {
  if (again)
    await enqueue(
      services.db,
      pollReadinessTask,
      { again: false },
      {
        key: `${pollReadinessTask.name}:again`,
        serialKey: pollReadinessTask.name,
        runAt: new Date(services.now().getTime() + HALF_MS),
      },
    );
  const before = new Date(services.now().getTime() - ROUND_MS);
  await visitPlaces(
    (limit) => listDueReadiness(services.db, before, limit),
    (place) => readOne(services, place, onAnswer),
    pace,
  );
}

async function readOne(services: Needs, place: LinkedPlace, onAnswer: Round["onAnswer"]): Promise<void> {
  try {
    if (await readReadiness(services, place)) await onAnswer?.(place);
  } catch (error) {
    // One location's trouble never holds up the others.
    log.error({ error, ...place }, "reading a till's readiness failed");
  }
}
