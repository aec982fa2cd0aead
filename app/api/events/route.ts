import { guardRequest } from "@/lib/auth/request-guard";
import { openEventStream } from "@/lib/live/event-stream";
import { liveHub } from "@/lib/live/process-hub";

export const dynamic = "force-dynamic";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Tells an open page what may have changed. `ago`: also what was said in the last so many milliseconds. */
export async function GET(request: Request): Promise<Response> {
  const { actor, refusal } = await guardRequest(request);
  if (refusal) return refusal;
  const ago = Number(new URL(request.url).searchParams.get("ago"));
  const stream = openEventStream(liveHub(), actor, ago >= 0 && ago < DAY_MS ? ago : DAY_MS);
  if (!stream) return Response.json({ error: "too_many_open" }, { status: 429, headers: { "Retry-After": "60" } });
  // Nothing on the way may gather it, pack it or keep it (Cache-Control: lib/security/response-headers).
  return new Response(stream, {
    headers: { "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no" },
  });
}
