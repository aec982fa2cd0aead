import { api } from "../../../api";
import { readToken } from "../../../guest-cookies";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ location: string; id: string }> };

/** The API's stream of one order, with the token from the cookie. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { location, id } = await params;
  const token = await readToken(location);
  return token ? api.orderEvents(token, id, request.signal) : new Response(null, { status: 401 });
}
