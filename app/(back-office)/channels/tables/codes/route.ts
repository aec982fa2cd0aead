import { z } from "zod";
import { guardRequest } from "@/lib/auth/request-guard";
import { getTables } from "@/lib/orders/get-tables";
import { tableCodePicture, tableCodeSheet } from "@/lib/orders/table-code-sheet";
import { services } from "@/lib/services";

const nothing = () => Response.json({ error: "no such table" }, { status: 404 });

/** The codes of a location's tables as a sheet, or one as a picture. */
export async function GET(request: Request) {
  const { actor, refusal } = await guardRequest(request);
  if (refusal) return refusal;
  const { searchParams } = new URL(request.url);
  const location = z.uuid().safeParse(searchParams.get("location"));
  const tables = location.success ? await getTables(services(), actor.merchantId, location.data) : null;
  if (!location.success || !tables) return nothing();
  const locationId = location.data;
  const table = searchParams.get("table");
  if (table === null) {
    const sheet = await tableCodeSheet(services(), actor, { locationId, tableNumbers: tables.numbers.map(String) });
    return new Response(sheet, { headers: { "content-type": "application/pdf" } });
  }
  if (!tables.numbers.some((number) => String(number) === table)) return nothing();
  const picture = await tableCodePicture(services(), actor, { locationId, tableNumber: table });
  return new Response(picture, { headers: { "content-type": "image/png" } });
}
