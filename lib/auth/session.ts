import { cookies, headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { cache } from "react";
import { database } from "@/lib/database";
import { getEnv } from "@/lib/env";
import { authCookies } from "./cookies";
import { ownPath } from "./own-path";
import { PATH_HEADER } from "./path-header";
import { type Actor, can, type Permission } from "./roles";
import { actorOfCookie } from "./sessions";

/** Whoever is signed in, read from the database once per request; null for nobody. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const { APP_URL, AUTH_SECRET } = getEnv();
  const value = (await cookies()).get(authCookies(APP_URL).names.session)?.value;
  return actorOfCookie(database(), value, AUTH_SECRET);
});

/** For pages: without a session the browser goes to the sign-in page, which says so where an action was refused, and comes back here afterwards. */
export async function requireMerchant(): Promise<Actor> {
  const actor = await currentActor();
  if (actor) return actor;
  const asked = await headers();
  const path = ownPath(asked.get(PATH_HEADER));
  const query = new URLSearchParams({
    ...(path && path !== "/" ? { next: path } : {}),
    // The page is drawn again in answer to an action: that one has been refused already.
    ...(asked.has("next-action") ? { refused: "action" } : {}),
  });
  redirect(query.size > 0 ? `/login?${query}` : "/login");
}

/** For pages that only some roles may open. */
export async function requirePermission(permission: Permission): Promise<Actor> {
  const actor = await requireMerchant();
  if (!can(actor, permission)) forbidden();
  return actor;
}
