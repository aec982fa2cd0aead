import { getGuestPicture } from "@/lib/guest/guest-picture";
import { problem, toResponse } from "@/lib/orders/problem";
import { services } from "@/lib/services";
import { channelCaller } from "../../channel-request";

export const dynamic = "force-dynamic";

/** A picture of the menu by its name there (`name`), in WebP. */
export async function GET(request: Request): Promise<Response> {
  const { caller, refusal } = await channelCaller(request);
  if (refusal) return refusal;
  const { searchParams } = new URL(request.url);
  const wanted = {
    picture: searchParams.get("name") ?? "",
    size: searchParams.get("size") === "large" ? "large" : "small",
  } as const;
  const picture = await getGuestPicture(services(), caller, wanted);
  if (!picture) return toResponse(problem("not_found"));
  // The name changes with the menu.
  return new Response(picture, { headers: { "content-type": "image/webp", "cache-control": "private, max-age=3600" } });
}
