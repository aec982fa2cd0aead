import { guardRequest } from "@/lib/auth/request-guard";
import { services } from "@/lib/services";
import { getEmily } from "@/lib/setup/get-emily";

/** What Emily's panel says, read when somebody opens it: true on every page, and no page pays for it. */
export async function GET(request: Request) {
  const { actor, refusal } = await guardRequest(request);
  if (refusal) return refusal;
  const { place, steps } = await getEmily(services(), actor);
  return Response.json({ place, done: steps.filter((step) => step.done).length, of: steps.length });
}
