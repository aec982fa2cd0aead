import { listOverduePlaces } from "@/db/queries/availability";
import type { Services } from "@/lib/services";
import { enqueueRead } from "./read-availability.task";

/** Places read each other's appointment; this finds those that have none: linked a minute ago, or lost with a worker. */
export async function enqueueOverdueReads({ db }: Pick<Services, "db">): Promise<void> {
  for (const place of await listOverduePlaces(db, 500)) await enqueueRead(db, place);
}
