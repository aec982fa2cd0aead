import { noPicture } from "@/app/no-picture";
import { guardRequest } from "@/lib/auth/request-guard";
import { getMenuPicture } from "@/lib/lightspeed/menu/menu-picture";
import { services } from "@/lib/services";
import { nothingThere, readVersionRequest } from "../version-request";

/** A picture of the vendor's from our own address: its own are plain http, and what they hold is nobody's promise. */
export async function GET(request: Request) {
  const { actor, refusal } = await guardRequest(request);
  if (refusal) return refusal;
  const wanted = readVersionRequest(request);
  if (!wanted?.at) return nothingThere();
  const { version: versionId, at, size } = wanted;
  const picture = await getMenuPicture(services(), actor.merchantId, { versionId, at, size });
  if (picture === "unavailable") return noPicture();
  if (!picture) return nothingThere();
  return new Response(picture, { headers: { "content-type": "image/webp" } });
}
