import { startVisit } from "@/lib/guest/start-visit";
import { toResponse } from "@/lib/orders/problem";
import { services } from "@/lib/services";
import { jsonOf, networkFrom } from "../channel-request";

export const dynamic = "force-dynamic";

/** A token for one visit of a guest: open to anybody, and at a table only with the code that stands on it. */
export async function POST(request: Request): Promise<Response> {
  const body = await jsonOf(request);
  if ("refusal" in body) return toResponse(body.refusal);
  return toResponse(await startVisit(services(), { body: body.json, network: networkFrom(request) }));
}
