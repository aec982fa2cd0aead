import type { LiveEvent } from "@/lib/live/topics";
import { openEvents } from "./event-source";

type Listener = (event: LiveEvent) => void;
type Said = { event: LiveEvent } | { signedOut: true } | { missedFor: number };

const NAME = "upvendo-live";
/** What came while a part of a page was on its way still counts for it. */
const RECENT_MS = 3_000;
const KEEP_MS = 60_000;

const listeners = new Set<Listener>();
let recent: { at: number; event: LiveEvent }[] = [];
let leave: (() => void) | null = null;

/** Hears what any tab of this browser hears. The first listener joins, the last one leaves. */
export function hearEvents(listener: Listener): () => void {
  for (const { at, event } of recent) if (at > performance.now() - RECENT_MS) listener(event);
  listeners.add(listener);
  leave ??= join();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    leave?.();
    leave = null;
    recent = [];
  };
}

function take(event: LiveEvent): void {
  const now = performance.now();
  recent = [...recent.filter(({ at }) => at > now - KEEP_MS), { at: now, event }].slice(-100);
  for (const listener of [...listeners]) listener(event);
}

/** One tab holds the lock and with it the stream; what it hears it says to the others. When it goes, another one takes over. */
function join(): () => void {
  if (typeof EventSource === "undefined") return every15s();
  // Without locks (a page that is not on https) each tab has a stream of its own.
  if (!("locks" in navigator) || typeof BroadcastChannel === "undefined")
    return openEvents({ onEvent: take, onSignedOut: () => {} });

  const channel = new BroadcastChannel(NAME);
  const leaving = new AbortController();
  const say = (said: Said) => channel.postMessage(said);
  let leading = false;

  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if ("event" in data) take(data.event);
    else if ("signedOut" in data) leaving.abort();
    else if (leading) {
      const since = performance.now() - data.missedFor;
      for (const { at, event } of recent) if (at > since) say({ event });
    }
  };
  const lead = () =>
    new Promise<void>((resolve) => {
      leading = true;
      const close = openEvents({
        onEvent: (event) => {
          take(event);
          say({ event });
        },
        onSignedOut: () => {
          say({ signedOut: true });
          leaving.abort();
        },
      });
      leaving.signal.addEventListener("abort", () => {
        leading = false;
        close();
        resolve();
      });
    });
  // Refused only when this page leaves before its turn.
  navigator.locks.request(NAME, { signal: leaving.signal }, lead).catch(() => {});
  say({ missedFor: performance.now() });
  return () => {
    leaving.abort();
    channel.close();
  };
}

function every15s(): () => void {
  const timer = window.setInterval(() => take({ topic: null }), 15_000);
  return () => window.clearInterval(timer);
}
