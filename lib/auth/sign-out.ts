import { cookies } from "next/headers";
import { database } from "@/lib/database";
import { getEnv } from "@/lib/env";
import { authCookies } from "./cookies";
import { currentActor } from "./session";
import { endSessions } from "./sessions";

/** Ends this session, or all sessions of the user, and removes the cookie. Fine when nobody is signed in. */
export async function signOut(which: "this" | "all"): Promise<void> {
  const actor = await currentActor();
  if (actor) await endSessions(database(), actor, which);
  const { names, flags } = authCookies(getEnv().APP_URL);
  // Set and not deleted: a `__Host-` cookie is only replaced by one with the same flags.
  (await cookies()).set({ name: names.session, value: "", maxAge: 0, ...flags });
}
