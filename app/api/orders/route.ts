import { intakeGuestOrder } from "@/lib/guest/intake-guest-order";
import { intakeOrder } from "@/lib/orders/intake-order";
import { toResponse } from "@/lib/orders/problem";
import { services } from "@/lib/services";
import { bodyOf, channelCaller, networkFrom } from "../channel-request";

export const dynamic = "force-dynamic";

/** An order of a channel, known by its API key, or of a guest, known by a token: never by a session. */
export async function POST(request: Request): Promise<Response> {
  const { caller, refusal } = await channelCaller(request);
  if (refusal) return refusal;
  const body = await bodyOf(request);
  if ("refusal" in body) return toResponse(body.refusal);
  const order = { caller, idempotencyKey: request.headers.get("idempotency-key"), rawBody: body.text };
  return toResponse(
    caller.visit
      ? await intakeGuestOrder(services(), { ...order, network: networkFrom(request) })
      : await intakeOrder(services(), order),
  );
}
