import { getGuestAvailability } from "@/lib/guest/guest-availability";
import { problem, toResponse } from "@/lib/orders/problem";
import { services } from "@/lib/services";
import { channelCaller } from "../channel-request";

export const dynamic = "force-dynamic";

/** How many are left of what is limited, as the till last said. */
export async function GET(request: Request): Promise<Response> {
  const { caller, refusal } = await channelCaller(request);
  if (refusal) return refusal;
  const availability = await getGuestAvailability(services(), caller);
  return toResponse(availability ? { status: 200, body: availability } : problem("no_such_location"));
}
