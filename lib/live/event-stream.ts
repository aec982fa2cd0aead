import type { Hub } from "./hub";

type Viewer = { merchantId: string; sessionId: string };

/** Proxies end what is silent for a minute, and a page takes a longer silence for a dead connection. */
const BEAT_MS = 20_000;
/** What a reader may leave lying before its stream is ended; it comes back and asks for what it missed. */
const MAX_UNREAD = 100;

/** Server-sent events for one browser of this merchant; null where its share of open streams is used up. */
export function openEventStream(
  hub: Pick<Hub, "subscribe">,
  viewer: Viewer,
  agoMs: number,
): ReadableStream<Uint8Array> | null {
  const text = new TextEncoder();
  let stop: (() => void) | null = null;
  const stream = new ReadableStream<Uint8Array>({
    // Runs before the constructor returns.
    start(controller) {
      let open = true;
      const say = (name: string, data: unknown) => {
        if (!open) return;
        controller.enqueue(text.encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`));
        if ((controller.desiredSize ?? 0) < -MAX_UNREAD) close();
      };
      const close = () => {
        open = false;
        stop?.();
        stop = null;
        controller.close();
      };
      say("hello", {});
      const unsubscribe = hub.subscribe(
        {
          ...viewer,
          onEvent: (event) => say("live", event),
          onEnd: (reason) => {
            say(reason, {});
            if (open) close();
          },
        },
        agoMs,
      );
      if (!unsubscribe) return;
      const beat = setInterval(() => say("beat", {}), BEAT_MS).unref();
      stop = () => {
        clearInterval(beat);
        unsubscribe();
      };
    },
    cancel: () => stop?.(),
  });
  return stop ? stream : null;
}
