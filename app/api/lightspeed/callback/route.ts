import { type NextRequest, NextResponse } from "next/server";
import { currentActor } from "@/lib/auth/session";
import { getEnv } from "@/lib/env";
import { completeAuthorization } from "@/lib/lightspeed/connection/complete-authorization";
import type { ConnectOutcomeCode } from "@/lib/lightspeed/connection/connect-outcomes";
import { services } from "@/lib/services";
import { refusalPage } from "./refusal-page";

/** Refusals that nobody should meet in the ordinary course: a page of their own with the right status. The rest returns to /lightspeed. */
const statuses: Partial<Record<ConnectOutcomeCode, 400 | 401 | 403>> = {
  invalid_state: 400,
  not_signed_in: 401,
  wrong_session: 403,
  wrong_environment: 403,
  no_permission: 403,
};

/** Nothing of the address (code, state) may travel on: not to a cache, not by a referrer. */
const privacy = { "cache-control": "private, no-store", "referrer-policy": "no-referrer" };

/** The authorization response (RFC 6749 section 4.1.2). */
export async function GET(request: NextRequest): Promise<Response> {
  const outcome = await completeAuthorization(services(), {
    actor: await currentActor(),
    parameters: request.nextUrl.searchParams,
  });
  const status = statuses[outcome];
  if (status) return refusalPage(outcome, status, privacy);
  const target = new URL("/lightspeed", getEnv().APP_URL);
  target.searchParams.set("tab", outcome === "connected" ? "status" : "settings");
  target.searchParams.set("connect", outcome);
  return NextResponse.redirect(target, { status: 303, headers: privacy });
}
