import { quoteCart } from "@/lib/guest/quote-cart";
import { toResponse } from "@/lib/orders/problem";
import { services } from "@/lib/services";
import { channelCaller, jsonOf, networkFrom } from "../channel-request";

export const dynamic = "force-dynamic";

/** What a cart costs and whether it would reach the till; `check=prices`: only what it costs. Nothing is stored and nothing paid. */
export async function POST(request: Request): Promise<Response> {
  const { caller, refusal } = await channelCaller(request);
  if (refusal) return refusal;
  const body = await jsonOf(request);
  if ("refusal" in body) return toResponse(body.refusal);
  const pricesOnly = new URL(request.url).searchParams.get("check") === "prices";
  return toResponse(
    await quoteCart(services(), { caller, body: body.json, network: networkFrom(request), pricesOnly }),
  );
}
