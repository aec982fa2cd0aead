import { guardRequest } from "@/lib/auth/request-guard";
import { getConnectionView } from "@/lib/lightspeed/connection/connection-view";
import { services } from "@/lib/services";

/** What the Status tab reads again while somebody looks at it. */
export async function GET(request: Request) {
  const { actor, refusal } = await guardRequest(request);
  if (refusal) return refusal;
  return Response.json(await getConnectionView(services(), actor.merchantId));
}
