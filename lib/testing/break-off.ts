import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { expect } from "vitest";
import { createDatabase } from "@/db/client";
import type { Stage } from "./connection-stage";
import type { CutDatabase } from "./cut-database";

type Breaking = {
  stage: Stage;
  cut: CutDatabase;
  owner: postgres.Sql;
  /** Of the answers only so many, the last; of the messages all. */
  lastAnswers?: number;
};

export type Try = {
  /** Where it broke off. */
  place: string;
  /** Nothing broke off: the last one. */
  whole: boolean;
  /** What the step said to who had it done; the database may have it all the same. */
  heard: boolean;
};

/**
 * Has a step done on a stage whose way to the database breaks: at its first message, at its second, and so on until it goes through; then the same
 * with the answers. For the database it is a process that was killed there. `once` prepares each try and looks at what became of it.
 */
export async function breakOffEverywhere(
  { stage, cut, owner, lastAnswers = Number.POSITIVE_INFINITY }: Breaking,
  once: (attempt: (act: (at: Stage) => Promise<unknown>) => Promise<Try>) => Promise<void>,
): Promise<void> {
  let messages = 0;
  for (const what of ["message", "answer"] as const)
    for (let nth = what === "message" ? 1 : Math.max(1, messages - lastAnswers), whole = false; !whole; nth += 1) {
      await once(async (act) => {
        // A new connection each time: on one that knows its statements already the same step takes fewer messages.
        const applicationName = `broken ${randomUUID()}`;
        const db = createDatabase(cut.url, { max: 1, applicationName });
        await db.execute("select 1");
        cut.cutAt(nth, what);
        const heard = await act({ ...stage, services: { ...stage.services, db } }).then(
          () => true,
          () => false,
        );
        const ended = cut.end();
        await db.$client.end({ timeout: 1 });
        // The database hears of the end of a connection a moment later.
        const left = () => owner`select 1 from pg_stat_activity where application_name = ${applicationName}`;
        await expect.poll(async () => (await left()).length).toBe(0);
        whole = !ended.cut;
        if (whole) messages = ended.messages;
        if (whole) expect(heard).toBe(true);
        return { place: `${what} ${nth}`, whole, heard };
      });
    }
}
