import type { Listener, ListenerOptions } from "@/db/listener";
import { decodeNotice } from "./notice";
import type { LiveEvent } from "./topics";

export type Subscriber = {
  merchantId: string;
  sessionId: string;
  onEvent: (event: LiveEvent) => void;
  /** The session no longer counts, or this process is about to stop. */
  onEnd: (reason: "signed-out" | "stopping") => void;
};

export type HubOptions = {
  listen: (options: Pick<ListenerOptions, "onNotify" | "onListening" | "onLost">) => Listener;
  /** Which of these sessions still count. */
  countingSessions: (ids: string[]) => Promise<string[]>;
  now?: () => number;
};

/** However many are open, a burst for a merchant reaches its pages as a few events. */
const FIRST_MS = 20;
const GATHER_MS = 250;
const MAX_GATHERED = 20;
/** What a page may ask for again: the time that it was on its way to the browser, or between two connections. */
const REMEMBER_MS = 60_000;
const CHECK_SESSIONS_MS = 15_000;
const MAX_PER_MERCHANT = 100;
const MAX_PER_SESSION = 8;

export type Hub = ReturnType<typeof createHub>;

/** What this process knows of live updates: one connection that listens, and who wants to hear of which merchant. */
export function createHub({ listen, countingSessions, now = () => performance.now() }: HubOptions) {
  const subscribers = new Map<string, Set<Subscriber>>();
  const gathered = new Map<string, Map<string, LiveEvent>>();
  const remembered = new Map<string, { at: number; event: LiveEvent }[]>();
  let listeningSince: number | null = null;
  let listener: Listener | undefined;
  let checks: NodeJS.Timeout | undefined;

  const of = (merchantId: string) => subscribers.get(merchantId) ?? new Set<Subscriber>();
  const everybody = () => [...subscribers.values()].flatMap((set) => [...set]);

  function start(): void {
    listener ??= listen({
      onNotify: hear,
      onListening: () => {
        listeningSince = now();
        for (const { onEvent } of everybody()) onEvent({ topic: null });
      },
      onLost: () => {
        listeningSince = null;
        remembered.clear();
      },
    });
    checks ??= setInterval(() => void checkSessions(), CHECK_SESSIONS_MS).unref();
  }

  function hear(payload: string): void {
    const notice = decodeNotice(payload);
    if (!notice) return;
    if ("ended" in notice) {
      endSessions(notice.m, (id) => id === notice.ended);
      return;
    }
    const event: LiveEvent = notice.d ? { topic: notice.t, detail: notice.d } : { topic: notice.t };
    remember(notice.m, event);
    if (of(notice.m).size > 0) gather(notice.m, event);
  }

  /** What is said in one breath is told together, and what follows closely a little later. */
  function gather(merchantId: string, event: LiveEvent): void {
    const waiting = gathered.get(merchantId);
    if (!waiting) tellAfter(FIRST_MS, merchantId);
    gathered.set(merchantId, (waiting ?? new Map()).set(JSON.stringify(event), event));
  }

  function tellAfter(ms: number, merchantId: string): void {
    setTimeout(() => {
      const events = [...(gathered.get(merchantId)?.values() ?? [])];
      if (events.length === 0) {
        gathered.delete(merchantId);
        return;
      }
      gathered.set(merchantId, new Map());
      tell(merchantId, withoutDetailsOfMany(events));
      tellAfter(GATHER_MS, merchantId);
    }, ms).unref();
  }

  function tell(merchantId: string, events: LiveEvent[]): void {
    for (const { onEvent } of of(merchantId)) for (const event of events) onEvent(event);
  }

  function remember(merchantId: string, event: LiveEvent): void {
    const since = now() - REMEMBER_MS;
    const kept = (remembered.get(merchantId) ?? []).filter(({ at }) => at > since);
    remembered.set(merchantId, [...kept.slice(-MAX_GATHERED * 5), { at: now(), event }]);
  }

  /** Before listening has begun there is nothing to say yet: everybody is told then. */
  function catchUp({ merchantId, onEvent }: Subscriber, agoMs: number): void {
    if (listeningSince === null) return;
    const since = now() - agoMs;
    if (agoMs > REMEMBER_MS || since < listeningSince) onEvent({ topic: null });
    else for (const { at, event } of remembered.get(merchantId) ?? []) if (at >= since) onEvent(event);
  }

  async function checkSessions(): Promise<void> {
    for (const [merchantId, events] of remembered) {
      if (events.every(({ at }) => at < now() - REMEMBER_MS)) remembered.delete(merchantId);
    }
    const ids = [...new Set(everybody().map(({ sessionId }) => sessionId))];
    if (ids.length === 0) return;
    // A database that is away says nothing about sessions, and tells nobody anything either.
    const counting = await countingSessions(ids).catch(() => ids);
    const gone = new Set(ids.filter((id) => !counting.includes(id)));
    for (const merchantId of [...subscribers.keys()]) endSessions(merchantId, (id) => gone.has(id));
  }

  function endSessions(merchantId: string, isOver: (sessionId: string) => boolean): void {
    for (const subscriber of [...of(merchantId)]) if (isOver(subscriber.sessionId)) subscriber.onEnd("signed-out");
  }

  return {
    /** Null where the merchant or the session has its share already. `agoMs`: also what was said in that time. */
    subscribe(subscriber: Subscriber, agoMs: number): (() => void) | null {
      start();
      const { merchantId, sessionId } = subscriber;
      const set = of(merchantId);
      const ofSession = [...set].filter((other) => other.sessionId === sessionId).length;
      if (set.size >= MAX_PER_MERCHANT || ofSession >= MAX_PER_SESSION) return null;
      subscribers.set(merchantId, set.add(subscriber));
      catchUp(subscriber, agoMs);
      return () => {
        set.delete(subscriber);
        if (set.size === 0 && subscribers.get(merchantId) === set) subscribers.delete(merchantId);
      };
    },
    checkSessions,
    /** Ends every stream, so that the process can. */
    async stop(): Promise<void> {
      clearInterval(checks);
      for (const { onEnd } of everybody()) onEnd("stopping");
      await listener?.close();
    },
  };
}

function withoutDetailsOfMany(events: LiveEvent[]): LiveEvent[] {
  if (events.length <= MAX_GATHERED) return events;
  return [...new Set(events.map(({ topic }) => topic))].map((topic) => ({ topic }));
}
