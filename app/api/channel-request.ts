import { networkOf } from "@/lib/auth/network";
import { type ChannelCaller, findChannelCaller } from "@/lib/guest/find-channel-caller";
import { readBody } from "@/lib/lightspeed/webhooks/read-body";
import { type ApiAnswer, problem, toResponse } from "@/lib/orders/problem";
import { services } from "@/lib/services";

type Known = { caller: ChannelCaller; refusal?: never } | { caller?: never; refusal: Response };

/** Who asks, by key or guest token; a ready answer for nobody we know. `toLook`: where nothing can be ordered. */
export async function channelCaller(request: Request, how: { toLook?: boolean } = {}): Promise<Known> {
  const caller = await findChannelCaller(services(), request.headers.get("authorization"), how);
  return caller ? { caller } : { refusal: toResponse(problem("unauthorized", {}, { "WWW-Authenticate": "Bearer" })) };
}

/** The body as text, no longer than it may be. */
export async function bodyOf(request: Request): Promise<{ text: string } | { refusal: ApiAnswer }> {
  const body = await readBody(request.body);
  if (!("fault" in body)) return body;
  return { refusal: problem(body.fault === "too_large" ? "body_too_large" : "invalid_json") };
}

export async function jsonOf(request: Request): Promise<{ json: unknown } | { refusal: ApiAnswer }> {
  const body = await bodyOf(request);
  if ("refusal" in body) return body;
  try {
    return { json: JSON.parse(body.text) };
  } catch {
    return { refusal: problem("invalid_json") };
  }
}

export const networkFrom = (request: Request): string => networkOf(request.headers);
