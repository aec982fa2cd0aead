import { NextResponse } from "next/server";
import { getEnv } from "@/lib/env";
import { api } from "../api";
import { emptyBasket } from "../basket";
import { basketCookie, kioskCookie, readBasket, readKioskCode, visitCookie } from "../guest-cookies";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ location: string }> };

/** The door: a table's code, a kiosk's link or a channel becomes a visit, kept in a cookie that no script reads. A device that was once opened as a kiosk stays one. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { location } = await params;
  const { searchParams } = new URL(request.url);
  const [tableCode, link] = [searchParams.get("code"), searchParams.get("kiosk")];
  const isKiosk = link !== null || searchParams.get("channel") === "kiosk";
  const channel = tableCode !== null ? "table_qr" : isKiosk ? "kiosk" : "online";
  const code = channel === "kiosk" ? (link ?? (await readKioskCode(location))) : tableCode;
  const back = (query: Record<string, string>) => {
    const target = new URL(`/o/${encodeURIComponent(location)}`, getEnv().APP_URL);
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
    return NextResponse.redirect(target, { status: 303, headers: { "referrer-policy": "no-referrer" } });
  };
  const answer = await api.startVisit({ location, channel, ...(code === null ? {} : { code }) });
  if (!answer.ok) return back({ refused: answer.problem.code });
  const before = await readBasket(location);
  const response = back({ entered: "1" });
  response.cookies.set(visitCookie(location, answer.data.token));
  if (channel === "kiosk" && code !== null) response.cookies.set(kioskCookie(location, code));
  // At a kiosk the next guest begins with nothing of the one before; an order belongs to its visit.
  const basket = channel === "kiosk" ? emptyBasket() : { ...before, type: null, orderId: null };
  response.cookies.set(basketCookie(location, basket));
  return response;
}
