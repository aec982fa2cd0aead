import { z } from "zod";
import { guardRequest } from "@/lib/auth/request-guard";
import { getOpenChecks } from "@/lib/lightspeed/floor-plan/get-open-checks";
import { services } from "@/lib/services";

/** What the floor plan reads again while somebody looks at it. */
export async function GET(request: Request) {
  const { actor, refusal } = await guardRequest(request);
  if (refusal) return refusal;
  const location = z.uuid().safeParse(new URL(request.url).searchParams.get("location"));
  const checks = location.success ? await getOpenChecks(services(), actor.merchantId, location.data) : null;
  return checks ? Response.json(checks) : Response.json({ error: "no such linked location" }, { status: 404 });
}
