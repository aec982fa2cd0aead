import { getEnv } from "@/lib/env";
import { guestDescription } from "@/lib/guest/describe-api";
import { openApi } from "@/lib/orders/openapi";

export const dynamic = "force-dynamic";

/** The description of our own API; there is nothing secret in it. */
export function GET(): Response {
  return Response.json(openApi(getEnv().APP_URL, guestDescription));
}
