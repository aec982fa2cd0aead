import { api } from "../../api";
import { readToken } from "../../guest-cookies";

export const dynamic = "force-dynamic";

/** The API's stream of counts, with the token from the cookie. */
export async function GET(request: Request, { params }: { params: Promise<{ location: string }> }): Promise<Response> {
  const token = await readToken((await params).location);
  return token ? api.availabilityEvents(token, request.signal) : new Response(null, { status: 401 });
}
