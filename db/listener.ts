import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";

export type ListenerOptions = {
  onNotify: (payload: string) => void;
  /** Each time that listening begins: whatever was said before was missed. */
  onListening: () => void;
  /** Once per loss, not per failed try. */
  onLost: () => void;
  pauseMs?: (failures: number) => number;
};

export type Listener = { close: () => Promise<void> };

const PROBE_EVERY_MS = 15_000;
const PROBE_LIMIT_MS = 5_000;

const doublingUpTo5s = (failures: number) => Math.min(5_000, 100 * 2 ** failures) * (0.75 + Math.random() / 2);

/** One connection of its own that listens on a channel until it is closed, through every loss of the database. */
export function listenTo(url: string, channel: string, options: ListenerOptions): Listener {
  const { onNotify, onListening, onLost, pauseMs = doublingUpTo5s } = options;
  const closing = new AbortController();
  let current: postgres.Sql | undefined;

  /** Resolves when this connection no longer listens. */
  async function listenOnce(onStart: () => void): Promise<void> {
    let lost: () => void = () => {};
    const end = new Promise<void>((resolve) => {
      lost = resolve;
    });
    // The library's own `listen` forgets its listeners when a try to come back fails.
    const client = postgres(url, {
      ...{ max: 1, idle_timeout: 0, max_lifetime: null, connect_timeout: 3, fetch_types: false, onnotice: () => {} },
      connection: { application_name: "upvendo-live" },
      onclose: lost,
      onnotify: (_: string, payload: string) => onNotify(payload),
    } as postgres.Options<Record<string, never>>);
    current = client;
    // A connection that died without a word says nothing for ever; a question finds out.
    const probe = setInterval(() => void within(PROBE_LIMIT_MS, client`select 1`).catch(lost), PROBE_EVERY_MS);
    probe.unref();
    try {
      await client.unsafe(`listen "${channel}"`);
      onStart();
      await end;
    } finally {
      clearInterval(probe);
      void client.end({ timeout: 0 }).catch(() => {});
    }
  }

  async function listen(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; failures += 1) {
      let listening = false;
      await listenOnce(() => {
        listening = true;
        onListening();
      }).catch(() => {});
      if (listening) failures = 0;
      if (closing.signal.aborted) return;
      if (listening) onLost();
      await pause(pauseMs(failures), undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  const ended = listen();
  return {
    close: async () => {
      closing.abort();
      await current?.end({ timeout: 1 });
      await ended;
    },
  };
}

async function within<T>(ms: number, work: PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
