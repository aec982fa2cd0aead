import { guardRequest } from "@/lib/auth/request-guard";
import { contentOf } from "@/lib/lightspeed/menu/menu-contents";
import { menuRowsOf, rowsOnScreen } from "@/lib/lightspeed/menu/menu-rows";
import { getMenuWords } from "@/lib/lightspeed/menu/menu-words";
import { services } from "@/lib/services";
import { nothingThere, readVersionRequest } from "../version-request";

/** All rows of a version of a menu, or those on one screen. */
export async function GET(request: Request) {
  const { actor, refusal } = await guardRequest(request);
  if (refusal) return refusal;
  const wanted = readVersionRequest(request);
  const stored = wanted && (await contentOf(services(), actor.merchantId, wanted.version));
  if (!stored) return nothingThere();
  const words = await getMenuWords(services(), actor.merchantId);
  const rows = menuRowsOf(stored, words, wanted.country);
  return Response.json(wanted.at === undefined ? rows : rowsOnScreen(rows, wanted.at));
}
