import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { log } from "@/lib/log";
import { textArray } from "./text-array";

/** As long as a silent worker keeps its jobs: afterwards both are somebody else's. */
export const TURN_MS = 14_000;
/** Who has the turn is done in a moment as a rule; whoever has waited so long makes room and comes again. */
const PATIENCE_MS = 1_000;
const LONGEST_STEP_MS = 80;

/** Fails the job, which the queue then tries again after seconds. */
export class NotYetItsTurnError extends Error {
  override readonly name = "NotYetItsTurnError";
}

/**
 * Turns that this process has work under. Its heartbeat keeps these and no others: one whose end never reached the database, or whose taking
 * did without our hearing of it, lapses although the process lives.
 */
const underWay = new Set<string>();

type Turn = { name: string; workerId: string };
type Patience = { patienceMs?: number; keptMs?: number };

/**
 * Does the work while nobody else, in any process, works under the same name. The queue's own way, a named queue for each order, costs every look
 * for a job a lock on every queue that ever was. A turn that outlives its worker lapses; what its holder does after that is for the fences of the work itself.
 */
export async function inTurn<T>(
  db: Queryable,
  { name, workerId }: Turn,
  work: () => Promise<T>,
  { patienceMs = PATIENCE_MS, keptMs = TURN_MS }: Patience = {},
): Promise<T> {
  const turnId = randomUUID();
  const until = performance.now() + patienceMs;
  for (
    let stepMs = 5;
    !(await take(db, { name, workerId }, turnId, keptMs));
    stepMs = Math.min(stepMs * 2, LONGEST_STEP_MS)
  ) {
    if (performance.now() >= until) throw new NotYetItsTurnError(`${name} is being worked on`);
    await pause(stepMs);
  }
  underWay.add(turnId);
  try {
    return await work();
  } finally {
    underWay.delete(turnId);
    await db.execute(sql`select gate.end_turn(${name}::text, ${turnId}::uuid)`).catch((error: unknown) => {
      log.warn({ error }, "a turn was not ended; it lapses");
    });
  }
}

async function take(db: Queryable, { name, workerId }: Turn, turnId: string, keptMs: number): Promise<boolean> {
  const [row] = await db.execute<{ taken: boolean }>(
    sql`select gate.take_turn(${name}::text, ${turnId}::uuid, ${workerId}::text, ${keptMs}::int) as taken`,
  );
  return row?.taken === true;
}

/** With each heartbeat: what this process works on it keeps, however long that takes. */
export async function keepTurns(db: Queryable, keptMs = TURN_MS): Promise<void> {
  await db.execute(sql`select gate.keep_turns(${textArray([...underWay])}::uuid[], ${keptMs}::int)`);
}
