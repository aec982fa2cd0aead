const LOOK_MS = 1_000;
/** Of what hardly changes any more it takes so many times as long to the next look. */
const QUIET = 10;
const BEAT_MS = 20_000;
/** A reader that wants more comes back. */
const LONGEST_MS = 30 * 60_000;

/** Who looks, for how long. */
export type Watch = {
  signal: AbortSignal;
  /** Called once, however it ends. */
  onEnd?: () => void;
  lookMs?: number;
};

export type Looking<T> = Watch & {
  /** The name of its server-sent events; their data is what was seen, as JSON. */
  event: string;
  first: T;
  look: () => Promise<T | null>;
  /** Another content, another version. */
  versionOf: (seen: T) => string;
  /** Nothing comes after this. */
  isOver?: (seen: T) => boolean;
  /** Hardly anything comes after this: it is looked at more seldom. */
  isQuiet?: (seen: T) => boolean;
};

/**
 * What a guest watches, at once and whenever it is another. It looks once a second instead of being told: guests are many, their streams
 * short, and a look is a few rows by their key.
 */
export function openLookingStream<T>(looking: Looking<T>): ReadableStream<Uint8Array> {
  const { event, first, versionOf, signal, onEnd = () => {}, lookMs = LOOK_MS } = looking;
  const { isOver = () => false, isQuiet = () => false } = looking;
  const text = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  let open = true;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const endAt = Date.now() + LONGEST_MS;
      let said = "";
      let saidAt = 0;
      let quiet = isQuiet(first);
      const lookLater = () => {
        timer = setTimeout(lookAgain, quiet ? lookMs * QUIET : lookMs);
      };
      const end = () => {
        if (!open) return;
        open = false;
        clearTimeout(timer);
        controller.close();
        onEnd();
      };
      const say = (seen: T) => {
        const version = versionOf(seen);
        const isNews = version !== said;
        if (!isNews && Date.now() - saidAt < BEAT_MS) return;
        controller.enqueue(text.encode(isNews ? `event: ${event}\ndata: ${JSON.stringify(seen)}\n\n` : ": beat\n\n"));
        said = version;
        saidAt = Date.now();
      };
      const lookAgain = async () => {
        // The database may be away for a moment: the next look tells.
        const seen = await looking.look().catch(() => null);
        if (!open) return;
        if (seen) {
          say(seen);
          quiet = isQuiet(seen);
        }
        if ((seen && isOver(seen)) || Date.now() > endAt) return end();
        lookLater();
      };
      signal.addEventListener("abort", end, { once: true });
      say(first);
      if (isOver(first)) end();
      else lookLater();
    },
    cancel: () => {
      if (open) onEnd();
      open = false;
      clearTimeout(timer);
    },
  });
}
