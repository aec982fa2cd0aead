import type { LiveEvent } from "@/lib/live/topics";

type Options = {
  onEvent: (event: LiveEvent) => void;
  /** The session is over: there is nothing more to come. */
  onSignedOut: () => void;
};

const SILENCE_MS = 60_000;
const POLL_MS = 15_000;
const MAX_PAUSE_MS = 60_000;
/** From the second failed try on, the page is told to look for itself. */
const POLL_AFTER = 2;

/** The browser's one stream: comes back with growing pauses, asks for what it missed, and has pages look for themselves while it is away. */
export function openEvents({ onEvent, onSignedOut }: Options): () => void {
  // Events are asked for from the time on at which the page was sent.
  let heardAt = 0;
  let failures = 0;
  let source: EventSource | null = null;
  let silence: number | undefined;
  let retry: number | undefined;
  let poll: number | undefined;

  const connect = () => {
    const opened = new EventSource(`/api/events?ago=${Math.ceil(performance.now() - heardAt)}`);
    source = opened;
    listen(opened, "hello", () => {
      failures = 0;
      window.clearInterval(poll);
      poll = undefined;
    });
    listen(opened, "beat", () => {});
    listen(opened, "live", (data) => onEvent(JSON.parse(data) as LiveEvent));
    listen(opened, "stopping", again);
    listen(opened, "signed-out", () => {
      stop();
      onSignedOut();
    });
    opened.onerror = again;
    heard();
  };

  const listen = (opened: EventSource, name: string, act: (data: string) => void) =>
    opened.addEventListener(name, (event) => {
      if (opened !== source) return;
      heardAt = performance.now();
      heard();
      act((event as MessageEvent<string>).data);
    });

  const heard = () => {
    window.clearTimeout(silence);
    silence = window.setTimeout(again, SILENCE_MS);
  };

  const again = () => {
    stop();
    failures += 1;
    if (failures >= POLL_AFTER) poll ??= window.setInterval(() => onEvent({ topic: null }), POLL_MS);
    retry = window.setTimeout(connect, Math.min(MAX_PAUSE_MS, 500 * 2 ** failures) * (0.5 + Math.random() / 2));
  };

  const stop = () => {
    source?.close();
    source = null;
    window.clearTimeout(silence);
    window.clearTimeout(retry);
  };

  connect();
  return () => {
    stop();
    window.clearInterval(poll);
  };
}
