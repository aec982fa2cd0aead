import { randomUUID } from "node:crypto";
import { type Queryable, withTenant } from "@/db/client";
import { type ClaimedEvent, claimWebhookEvents, type Finish, finishWebhookEvent } from "@/db/queries/webhook-work";
import { AppError } from "@/lib/errors";
import { encodeNotice } from "@/lib/live/notice";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { isForeseen, settle, settleCrashes, settleFailure } from "./attempt-policy";
import { createDeadLetterWatch, raiseDeadLetter } from "./dead-letters";
import { handleEvent } from "./handle-event";
import type { NotificationHandlers } from "./notification-handler";

export type InboxOptions = {
  /** Events worked on at once. */
  slots?: number;
  /** Whether there is work now that goes before: few are taken then, and with rests between them, so that no word of the till is left lying. */
  standsBack?: () => boolean;
  /** Longer than the time limit of one event, so that only the dead lose their lease. */
  leaseSeconds?: number;
  limitMs?: number;
};

export type Inbox = {
  /** Works until told to stop, then finishes what it has begun. `wake`: something may be due. */
  run: (signal: AbortSignal, onWake: (wake: () => void) => void) => Promise<void>;
  /** Works on what is due now, and returns how many events that were. */
  drain: () => Promise<number>;
};

/** While other work goes before. Two, so that one which hangs holds up no other. */
const FEW_SLOTS = 2;
const REST_MS = 100;
/** Without a wake-up: what was postponed, parked, or left behind by a worker that ended. */
const LOOK_EVERY_MS = 1_000;

/** The worker's side of the inbox. Any number may run against one database: leases keep them apart. */
export function createInbox(
  services: Services,
  handlers: NotificationHandlers,
  { slots: most = 16, standsBack = () => false, leaseSeconds = 20, limitMs = 10_000 }: InboxOptions = {},
): Inbox {
  const owner = randomUUID();
  const running = new Set<Promise<void>>();
  const deadLetters = createDeadLetterWatch(services);
  let wake = () => {};
  /** The last claim took all that it could, or none was made for want of places. */
  let mayBeMore = false;
  /** When it is time to look for what a worker that ended had begun: it waits for the end of a lease first. */
  let suspectsAt = 0;
  /** While other work goes before: nothing is taken until then. */
  let restsUntil = 0;
  const restMs = () => restsUntil - performance.now();

  async function workOn(event: ClaimedEvent): Promise<void> {
    const dead = settleCrashes(event);
    if (dead) return finish(event, event.merchantId, dead);
    const started = performance.now();
    const at = services.now().toISOString();
    const run = () => ({ at, durationMs: Math.round(performance.now() - started) });
    let end: { merchantId: string | null; result: Finish };
    try {
      const outcome = await inTime(limitMs, handleEvent(services, handlers, event));
      end = { merchantId: outcome.merchantId, result: settle(event, outcome, run()) };
    } catch (error) {
      if (!isForeseen(error)) log.error({ error, eventId: event.id }, "working on a notification failed");
      end = { merchantId: event.merchantId, result: settleFailure(event, error, run()) };
    }
    await finish(event, end.merchantId, end.result);
  }

  async function finish(event: ClaimedEvent, merchantId: string | null, result: Finish): Promise<void> {
    const notice = merchantId && encodeNotice(merchantId, "webhooks", { eventId: event.id });
    const write = (db: Queryable) => finishWebhookEvent(db, event, owner, result, notice);
    if (merchantId !== null && result.status === "dead")
      return withTenant(services.db, merchantId, async (tx) => {
        if (await write(tx)) await raiseDeadLetter(tx, result, services.now());
      });
    if ((await write(services.db)) && merchantId !== null) await deadLetters.note(merchantId, event, result);
  }

  function begin(event: ClaimedEvent): void {
    const work = workOn(event)
      // Not written down: the lease ends, and it is done again.
      .catch((error: unknown) => log.error({ error, eventId: event.id }, "finishing a notification failed"))
      .finally(() => {
        running.delete(work);
        // Otherwise nothing was left, and whatever has come since has rung for itself.
        if (mayBeMore) wake();
      });
    running.add(work);
  }

  async function claim(): Promise<number> {
    const few = standsBack();
    const slots = few ? Math.min(FEW_SLOTS, most) : most;
    // Not for every single place that becomes free: a claim costs more than most events.
    if (running.size > slots / 2 || (few && restMs() > 0)) {
      mayBeMore = true;
      return 0;
    }
    restsUntil = few ? performance.now() + REST_MS : 0;
    const limit = slots - running.size;
    const claimed = await claimWebhookEvents(services.db, { owner, leaseSeconds, limit, suspect: false });
    mayBeMore = claimed.length === limit;
    for (const event of claimed) begin(event);
    return claimed.length;
  }

  /** One that a worker ended over may end this one too: nothing else is under way then. */
  async function claimSuspect(): Promise<number> {
    const [event] = await claimWebhookEvents(services.db, { owner, leaseSeconds, limit: 1, suspect: true });
    if (!event) return 0;
    await Promise.all(running);
    begin(event);
    await Promise.all(running);
    // Of a worker that ended there may be as many as it had places, each alone.
    suspectsAt = 0;
    return 1;
  }

  return {
    run: async (signal, onWake) => {
      let rings = 0;
      let answer = () => {};
      wake = () => {
        rings += 1;
        answer();
      };
      onWake(wake);
      signal.addEventListener("abort", wake);
      while (!signal.aborted) {
        const heard = rings;
        const withSuspects = performance.now() >= suspectsAt;
        if (withSuspects) suspectsAt = performance.now() + LOOK_EVERY_MS;
        const found = await (withSuspects ? look(claim, claimSuspect) : look(claim));
        if (found > 0 || rings !== heard) continue;
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          answer = resolve;
          timer = setTimeout(resolve, restMs() > 0 ? restMs() : LOOK_EVERY_MS);
        });
        clearTimeout(timer);
      }
      await Promise.all(running);
    },
    drain: async () => {
      for (let total = 0; ; ) {
        const found = (await claim()) + (await claimSuspect());
        await Promise.all(running);
        if (found === 0) return total;
        total += found;
      }
    },
  };
}

/** A database that is away is no reason to end: it is asked again in a second. */
async function look(...claims: (() => Promise<number>)[]): Promise<number> {
  try {
    let found = 0;
    for (const claim of claims) found += await claim();
    return found;
  } catch (error) {
    log.warn({ error }, "looking for notifications failed");
    return 0;
  }
}

async function inTime<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError("conflict", `Working on this message took longer than ${limitMs / 1000} seconds.`)),
      limitMs,
    );
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
