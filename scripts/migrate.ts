import { migrate } from "../db/migrate";

/** `npm run migrate`: brings DATABASE_MIGRATION_URL (the owner's role; else DATABASE_URL) up to date. */
const url = process.env.DATABASE_MIGRATION_URL ?? process.env.DATABASE_URL;
if (!url) {
  console.error("DATABASE_MIGRATION_URL is not set: the address of the database with the owner's role.");
  process.exit(1);
}
migrate(url).then(
  () => console.log("The database is up to date."),
  (error: unknown) => {
    console.error(`Migration failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
