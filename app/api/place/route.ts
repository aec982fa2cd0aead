import { getGuestPlace } from "@/lib/guest/guest-place";
import { problem, toResponse } from "@/lib/orders/problem";
import { services } from "@/lib/services";
import { channelCaller } from "../channel-request";

export const dynamic = "force-dynamic";

/** Where the caller is, and whether orders are taken there right now. */
export async function GET(request: Request): Promise<Response> {
  const { caller, refusal } = await channelCaller(request, { toLook: true });
  if (refusal) return refusal;
  const place = await getGuestPlace(services(), caller);
  return toResponse(place ? { status: 200, body: place } : problem("no_such_location"));
}
