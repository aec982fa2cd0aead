import { openAvailabilityStream } from "@/lib/guest/guest-availability";
import { problem, toResponse } from "@/lib/orders/problem";
import { services } from "@/lib/services";
import { channelCaller } from "../../channel-request";

export const dynamic = "force-dynamic";

/** The counts as server-sent events: now, and at each change. */
export async function GET(request: Request): Promise<Response> {
  const { caller, refusal } = await channelCaller(request);
  if (refusal) return refusal;
  const stream = await openAvailabilityStream(services(), caller, request.signal);
  if (!stream) return toResponse(problem("no_such_location"));
  return new Response(stream, {
    headers: { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" },
  });
}
