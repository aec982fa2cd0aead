import type { ChannelCaller } from "@/lib/guest/find-channel-caller";
import type { Watch } from "@/lib/live/looking-stream";
import { takeStreamPlace } from "@/lib/live/stream-places";
import { type ProblemCode, problem, toResponse } from "@/lib/orders/problem";

type Wish = {
  request: Request;
  caller: ChannelCaller;
  /** Null where there is nothing to watch; `missing` says so. */
  open: (watch: Watch) => Promise<ReadableStream<Uint8Array> | null>;
  missing: ProblemCode;
};

/** Server-sent events. A guest has a few streams at once; a channel's server has as many as it has guests. */
export async function eventStream({ request, caller, open, missing }: Wish): Promise<Response> {
  const onEnd = caller.visit ? takeStreamPlace(caller.id) : () => {};
  if (!onEnd) return toResponse(problem("too_many_requests", {}, { "Retry-After": "10" }));
  const stream = await open({ signal: request.signal, onEnd }).catch((error: unknown) => {
    onEnd();
    throw error;
  });
  if (stream)
    return new Response(stream, {
      headers: { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" },
    });
  onEnd();
  return toResponse(problem(missing));
}
