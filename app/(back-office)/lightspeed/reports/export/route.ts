import { guardRequest } from "@/lib/auth/request-guard";
import { calendarDay } from "@/lib/lightspeed/reports/business-days";
import { getReport } from "@/lib/lightspeed/reports/get-report";
import { reportCsv } from "@/lib/lightspeed/reports/report-csv";
import { services } from "@/lib/services";
import { placeChoiceOf } from "../../linked-places";
import { readRange } from "../read-range";

/** What the page of the same address shows, as a file. */
export async function GET(request: Request) {
  const { actor, refusal } = await guardRequest(request);
  if (refusal) return refusal;
  const query = new URL(request.url).searchParams;
  const { chosen } = await placeChoiceOf(actor, query.get("place") ?? undefined);
  if (!chosen) return Response.json({ error: "No location is linked to Lightspeed." }, { status: 404 });
  const { businessLocationId: placeId, currency, region } = chosen;
  const { timeZone } = region;
  const now = services().now();
  const asked = { from: query.get("from") ?? undefined, to: query.get("to") ?? undefined };
  const { range, refusal: wrong } = readRange(asked, now, timeZone);
  if (wrong) return Response.json({ error: wrong }, { status: 400 });
  const wish = { placeId, currency, timeZone, range, calendarDay: calendarDay(now, timeZone) };
  const view = await getReport(services(), actor.merchantId, wish);
  const name = view.from === view.to ? view.from : `${view.from}-to-${view.to}`;
  return new Response(reportCsv(view), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="sales-${name}.csv"`,
    },
  });
}
