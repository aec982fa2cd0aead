import postgres from "postgres";
import type { Passwords } from "./workspace";

export const APP_ROLE = "upvendo_web";
export const DATABASE = "upvendo";

/** The group that the migrations make and grant to; a login for the app is a member of it and nothing more. */
const APP_GROUP = "upvendo_app";

/** The app's login and the database, made when missing. Safe to repeat. */
export async function ensureRolesAndDatabase(maintenanceUrl: string, passwords: Passwords): Promise<void> {
  await withClient(maintenanceUrl, async (sql) => {
    const [role] = await sql`select 1 from pg_roles where rolname = ${APP_ROLE}`;
    if (!role) {
      // The password is our own hexadecimal text: DDL takes no parameters.
      await sql.unsafe(
        `create role ${APP_ROLE} login nosuperuser nocreatedb nocreaterole nobypassrls password '${passwords.app}'`,
      );
    }
    const [database] = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (!database) await sql.unsafe(`create database ${DATABASE}`);
  });
}

/** Lets the app's login use what the migrations granted to their group; call after migrating. Safe to repeat. */
export async function grantAppRole(ownerUrl: string, login: string = APP_ROLE): Promise<void> {
  await withClient(ownerUrl, (sql) => sql.unsafe(`grant ${APP_GROUP} to "${login.replaceAll('"', '""')}"`));
}

async function withClient(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
