import journal from "@/db/migrations/meta/_journal.json";
import { findNewestMigration } from "@/db/queries/users";
import { database } from "@/lib/database";
import { createReadiness } from "./create-readiness";

/** When the newest migration that this build was written for was written, in milliseconds. */
export const newestKnownMigration = Math.max(...journal.entries.map(({ when }) => when));

/** True when the database answers and has every migration of this build. */
export const isReady = createReadiness(async () => (await findNewestMigration(database())) >= newestKnownMigration);
