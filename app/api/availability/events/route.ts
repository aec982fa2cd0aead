import { openAvailabilityStream } from "@/lib/guest/guest-availability";
import { services } from "@/lib/services";
import { channelCaller } from "../../channel-request";
import { eventStream } from "../../event-stream";

export const dynamic = "force-dynamic";

/** The counts as server-sent events: now, and at each change. */
export async function GET(request: Request): Promise<Response> {
  const { caller, refusal } = await channelCaller(request);
  if (refusal) return refusal;
  const open = openAvailabilityStream.bind(null, services(), caller);
  return eventStream({ request, caller, open, missing: "no_such_location" });
}
