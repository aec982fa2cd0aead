import { plainPage } from "@/app/plain-page";
import { getEnv } from "@/lib/env";
import { faultWords } from "../fault-words";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ location: string }> };

/** What a guest is told of a fault of ours, with the way back to the page that failed. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const home = `/o/${encodeURIComponent((await params).location)}`;
  const { searchParams } = new URL(request.url);
  const code = searchParams.get("code") ?? "";
  // Only a page of ours leads here.
  if (!/^\d{9}$/.test(code)) return Response.redirect(new URL(home, getEnv().APP_URL), 303);
  return plainPage({
    title: faultWords.title,
    paragraphs: [faultWords.text, `Code for the restaurant: ${code}`],
    link: { href: wayBack(searchParams.get("from") ?? "", home), label: "Try again" },
    status: 500,
    headers: { "cache-control": "no-store" },
  });
}

/** Only to a page of the same restaurant, whatever the address says. */
function wayBack(from: string, home: string): string {
  const { APP_URL } = getEnv();
  if (!URL.canParse(from, APP_URL)) return home;
  const { origin, pathname, search } = new URL(from, APP_URL);
  const isHere = origin === new URL(APP_URL).origin && (pathname === home || pathname.startsWith(`${home}/`));
  return isHere && pathname !== `${home}/fault` ? pathname + search : home;
}
