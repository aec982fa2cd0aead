import { noPicture } from "@/app/no-picture";
import { api } from "../api";
import { readToken } from "../guest-cookies";

export const dynamic = "force-dynamic";

/** A picture of the menu; the browser cannot send the token with one, so its cookie does. */
export async function GET(request: Request, { params }: { params: Promise<{ location: string }> }): Promise<Response> {
  const token = await readToken((await params).location);
  if (!token) return new Response(null, { status: 401 });
  const answer = await api.picture(token, new URL(request.url).searchParams);
  return answer.ok ? answer : noPicture();
}
