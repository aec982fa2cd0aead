import { createDatabase, type Database } from "@/db/client";
import { getEnv } from "./env";

// On globalThis: the development server evaluates modules again on every change, and each pool would stay open.
const holder = globalThis as typeof globalThis & { upvendoDatabase?: Database };

/** The process's one pool, as the app's role. */
export function database(): Database {
  holder.upvendoDatabase ??= createDatabase(getEnv().DATABASE_URL);
  return holder.upvendoDatabase;
}
