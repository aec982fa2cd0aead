import { openGuestStream } from "@/lib/orders/guest-stream";
import { problem, toResponse } from "@/lib/orders/problem";
import { services } from "@/lib/services";
import { isUuid } from "@/lib/uuid";
import { channelCaller } from "../../../channel-request";
import { eventStream } from "../../../event-stream";

export const dynamic = "force-dynamic";

/** The guest's order as server-sent events: how it stands now, and each change until it is over. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { caller, refusal } = await channelCaller(request, { toLook: true });
  if (refusal) return refusal;
  const { id } = await params;
  if (!isUuid(id)) return toResponse(problem("not_found"));
  const { merchantId, locationId } = caller;
  const question = { merchantId, locationId, orderId: id, placedBy: caller.visit ? caller.id : null };
  return eventStream({
    ...{ request, caller, missing: "not_found" },
    open: (watch) => openGuestStream(services(), question, watch),
  });
}
