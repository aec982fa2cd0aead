import { headers } from "next/headers";
import { forbidden, unauthorized } from "next/navigation";
import { getEnv } from "@/lib/env";
import { isOwnOrigin } from "./origin";
import { type Actor, can, type Permission } from "./roles";
import { currentActor } from "./session";

/** First line of every server action: refuses before anything happens when the call is not from a page of ours. */
export async function requireOwnOrigin(): Promise<void> {
  if (!isOwnOrigin(await headers(), getEnv().APP_URL)) forbidden();
}

/** Who calls this server action. Ends the request with 403 or 401 unless the call is from a page of ours, signed in and allowed. */
export async function actionActor(permission?: Permission): Promise<Actor> {
  await requireOwnOrigin();
  const actor = await currentActor();
  if (!actor) unauthorized();
  if (permission && !can(actor, permission)) forbidden();
  return actor;
}
