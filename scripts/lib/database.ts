import { type EmbeddedPostgres, EmbeddedPostgresError, grantAppRole, startEmbeddedPostgres } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { Fault, RESET_HINT } from "./fault";
import type { Variables } from "./variables";

export type RunningDatabase = Pick<EmbeddedPostgres, "ownerUrl" | "appUrl" | "died" | "stop">;

/** Our own PostgreSQL, or the one that DATABASE_URL names. */
export async function openDatabase(
  dataDir: string,
  durable: boolean,
  given: Variables = process.env,
): Promise<RunningDatabase> {
  const { DATABASE_URL: appUrl, DATABASE_MIGRATION_URL: ownerUrl } = given;
  if (!appUrl) return startEmbeddedPostgres({ dataDir, durable }).catch(addHint);
  if (!ownerUrl)
    throw new Fault("DATABASE_URL is set, so DATABASE_MIGRATION_URL (the role that owns the tables) is needed too.");
  return { appUrl, ownerUrl, died: new Promise(() => {}), stop: async () => {} };
}

/** Tables, and the right to use them for the login that the app uses. */
export async function migrateDatabase({ ownerUrl, appUrl }: RunningDatabase): Promise<void> {
  await migrate(ownerUrl);
  const login = decodeURIComponent(new URL(appUrl).username);
  if (login) await grantAppRole(ownerUrl, login);
}

function addHint(error: unknown): never {
  const lost = error instanceof EmbeddedPostgresError && /damaged|was made by|does not start/.test(error.message);
  throw lost ? new Fault(`${error.message.replace(/\.?$/, ".")} ${RESET_HINT}`) : error;
}
