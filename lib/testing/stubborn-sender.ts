import { setTimeout as pause } from "node:timers/promises";
import { createSender, type Sent, STORING_MS } from "./webhook-sender";

export type Log = {
  /** Marks that were answered with 2xx. */
  acknowledged: string[];
  /** Milliseconds of each answer that was none of 2xx; null where the connection failed. */
  refusals: { at: number; status: number | null; ms: number; retryAfter: string | undefined }[];
};

/**
 * "Later", said when the receiver's own time limit was over: a machine that has no core to spare for a second, which the vendor meets by coming
 * again. Whatever else is none of 2xx, a failed connection or a refusal at once among them, is a fault.
 */
export const wasLate = ({ status, ms, retryAfter }: Log["refusals"][number]): boolean =>
  status === 503 && retryAfter === "5" && ms >= STORING_MS;

type Plan = {
  url: () => string;
  count: number;
  parallel: number;
  /** Sends start at most so often a second; 0 for as fast as it goes. */
  perSecond?: number;
  path?: string;
  authorization: string;
  bodyOf: (n: number) => string;
  pauseMs?: number;
  onAcknowledged?: (n: number) => void;
  /** Ends the sending early. */
  goOn?: () => boolean;
};

/** Sends every message until it is acknowledged, and never again after that: as a vendor that retries only what was not 2xx. */
export async function sendStubbornly(plan: Plan): Promise<Log> {
  const { count, parallel, perSecond = 0, pauseMs = 50, path = "/webhook/lightspeed", authorization } = plan;
  const log: Log = { acknowledged: [], refusals: [] };
  const started = performance.now();
  let next = 0;
  const senders = new Map<string, ReturnType<typeof createSender>>();
  const senderFor = (url: string) => {
    const known = senders.get(url) ?? createSender(url, { sockets: parallel });
    senders.set(url, known);
    return known;
  };
  const one = async (n: number): Promise<void> => {
    for (;;) {
      const at = performance.now();
      const sent = senderFor(plan.url()).send({ path, headers: { authorization }, body: plan.bodyOf(n) });
      const answer: Sent | null = await sent.catch(() => null);
      if (answer && answer.status >= 200 && answer.status < 300) {
        log.acknowledged.push(String(n));
        plan.onAcknowledged?.(n);
        return;
      }
      const ms = performance.now() - at;
      log.refusals.push({
        at: at - started,
        status: answer?.status ?? null,
        ms,
        retryAfter: answer?.headers["retry-after"],
      });
      await pause(pauseMs);
    }
  };
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (let n = next++; n < count && (plan.goOn?.() ?? true); n = next++) {
        if (perSecond > 0) await pause(Math.max(0, started + (n * 1000) / perSecond - performance.now()));
        await one(n);
      }
    }),
  );
  for (const sender of senders.values()) sender.close();
  return log;
}
