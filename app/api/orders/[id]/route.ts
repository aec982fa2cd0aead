import { readGuestOrder } from "@/lib/guest/read-guest-order";
import { problem, toResponse } from "@/lib/orders/problem";
import { services } from "@/lib/services";
import { isUuid } from "@/lib/uuid";
import { channelCaller } from "../../channel-request";

export const dynamic = "force-dynamic";

/** How the guest's order stands, for the channel's own key and location or for the visit that placed it. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { caller, refusal } = await channelCaller(request, { toLook: true });
  if (refusal) return refusal;
  const { id } = await params;
  if (!isUuid(id)) return toResponse(problem("not_found"));
  const paymentId = new URL(request.url).searchParams.get("payment");
  const order = await readGuestOrder(services(), caller, { orderId: id, paymentId });
  return toResponse(order ? { status: 200, body: order } : problem("not_found"));
}
