import { guardRequest } from "@/lib/auth/request-guard";
import { getMenuEntry } from "@/lib/lightspeed/menu/menu-entry-view";
import { services } from "@/lib/services";
import { nothingThere, readVersionRequest } from "../version-request";

/** Everything about what stands at one place of a version. */
export async function GET(request: Request) {
  const { actor, refusal } = await guardRequest(request);
  if (refusal) return refusal;
  const wanted = readVersionRequest(request);
  if (!wanted?.at) return nothingThere();
  const entry = await getMenuEntry(services(), actor.merchantId, {
    ...{ versionId: wanted.version, at: wanted.at, country: wanted.country },
  });
  return entry ? Response.json(entry) : nothingThere();
}
