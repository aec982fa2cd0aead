import { typesOf } from "@/lib/guest/guest-place";
import { readGuestMenu } from "@/lib/guest/read-guest-menu";
import { problem, toResponse } from "@/lib/orders/problem";
import { services } from "@/lib/services";
import { channelCaller } from "../channel-request";

export const dynamic = "force-dynamic";

/** What may be ordered here, priced for how it is ordered (`type`). */
export async function GET(request: Request): Promise<Response> {
  const { caller, refusal } = await channelCaller(request);
  if (refusal) return refusal;
  const types = typesOf(caller.channel);
  const wanted = new URL(request.url).searchParams.get("type");
  const type = wanted === null ? types[0] : types.find((one) => one === wanted);
  if (!type) return toResponse(problem("wrong_channel"));
  return toResponse({ status: 200, body: await readGuestMenu(services(), { ...caller, type }) });
}
