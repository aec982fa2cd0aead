import { getEnv } from "@/lib/env";
import { isAllowedSource } from "./origin";
import { type Actor, can, type Permission } from "./roles";
import { currentActor } from "./session";

export type Guarded = { actor: Actor; refusal?: never } | { actor?: never; refusal: Response };

/** Who makes this request, for route handlers; a ready answer when it is refused. A GET may come from anywhere, anything else only from a page of ours. */
export async function guardRequest(request: Request, permission?: Permission): Promise<Guarded> {
  if (!isAllowedSource(request.method, request.headers, getEnv().APP_URL)) return refuse(403);
  const actor = await currentActor();
  if (!actor) return refuse(401);
  if (permission && !can(actor, permission)) return refuse(403);
  return { actor };
}

function refuse(status: 401 | 403): Guarded {
  return { refusal: Response.json({ error: status === 401 ? "unauthorized" : "forbidden" }, { status }) };
}
