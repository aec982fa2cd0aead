import type { LinkedPlace } from "@/db/queries/location-settings";

export type Pace = {
  /** Starts at most so many visits a second, over all merchants. */
  perSecond: number;
  concurrency: number;
  batch: number;
  /** Ends after so long; the next run goes on. */
  limitMs: number;
  signal?: AbortSignal | undefined;
};

const defaults = { perSecond: 20, concurrency: 8, batch: 200, limitMs: 25_000 };

/** Visits every place that `listDue` names, at a steady pace however many fell due together. `visit` deals with its own failures. */
export async function visitPlaces(
  listDue: (limit: number) => Promise<LinkedPlace[]>,
  visit: (place: LinkedPlace) => Promise<void>,
  pace: Partial<Pace> = {},
): Promise<void> {
  const { perSecond, concurrency, batch, limitMs, signal } = { ...defaults, ...pace };
  const started = performance.now();
  const over = () => signal?.aborted === true || performance.now() - started > limitMs;
  const visited = new Set<string>();
  let next = started;
  while (!over()) {
    // A place that stays due (deleted or linked anew meanwhile) is left to the next run.
    const due = (await listDue(batch + visited.size)).filter(({ locationId }) => !visited.has(locationId));
    if (due.length === 0) return;
    const queue = due.slice(0, batch);
    for (const { locationId } of queue) visited.add(locationId);
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        for (let place = queue.shift(); place && !over(); place = queue.shift()) {
          const turn = Math.max(next, performance.now());
          next = turn + 1000 / perSecond;
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, turn - performance.now())));
          await visit(place);
        }
      }),
    );
  }
}
