import type { Account } from "../state/accounts";
import type { Site, World } from "../world/world";
import { failOrder, performOrder } from "./perform-order";
import { failPayment, performPayment, timedOut } from "./perform-payment";
import { paymentFailureOf, takeRefusal } from "./refusals";
import { isReady, statusOf } from "./status";

export type Engine = {
  /** Looks at a till's queue now: something was accepted, or the till or the time has changed. */
  wake(site: Site): void;
  wakeAll(account: Account): void;
};

const LONGEST_SLEEP = 1_000_000_000;

/** Does what has been accepted, in its order, as soon as the till can; gives when to look again. */
function work(world: World, site: Site): number | undefined {
  const now = site.now();
  const ready = isReady(statusOf(site));
  const online = statusOf(site).availableDevices;
  let next: number | undefined;
  const sleepUntil = (moment: number) => {
    next = Math.min(next ?? moment, moment);
  };
  const { till } = site;
  const queued = <T extends { state: string; seq: number }>(tasks: [string, T][]) =>
    tasks.flatMap(([, task]) => (task.state === "queued" ? [task] : [])).sort((a, b) => a.seq - b.seq);
  for (const task of queued(till.orders.entries())) {
    if (ready && now >= task.releaseAt && now < task.deadline) {
      const refusal = takeRefusal(site, "orders");
      if (refusal) failOrder(world, site, task, refusal.reason);
      else performOrder(world, site, task);
    } else if (now >= task.deadline) failOrder(world, site, task, "Not processed before validity ended");
    else sleepUntil(ready && now < task.releaseAt ? task.releaseAt : task.deadline);
  }
  for (const task of queued(till.payments.entries())) {
    const releaseAt = task.acceptedAt + site.behaviour.posProcessingMs;
    if (online && now >= releaseAt && now < task.deadline) {
      const refusal = takeRefusal(site, "payments");
      if (refusal) failPayment(world, site, task, paymentFailureOf(refusal));
      else performPayment(world, site, task);
    } else if (now >= task.deadline) failPayment(world, site, task, timedOut);
    else sleepUntil(online && now < releaseAt ? releaseAt : task.deadline);
  }
  if (online) {
    const unseen = till.messages.entries().filter(([, message]) => message.shownAt === undefined);
    for (const [id, message] of unseen) till.messages.set(id, { ...message, shownAt: now });
    if (unseen.length > 0) site.changed();
  }
  return next;
}

/** The tills' hands: what was only queued happens here, a little later, in the background. */
export function createEngine(world: () => World, closing: AbortSignal): Engine {
  const timers = new Map<string, NodeJS.Timeout>();
  closing.addEventListener("abort", () => {
    for (const timer of timers.values()) clearTimeout(timer);
  });
  const plan = (accountId: string, locationId: string, ms: number) => {
    clearTimeout(timers.get(locationId));
    if (closing.aborted) return;
    timers.set(
      locationId,
      setTimeout(() => look(accountId, locationId), Math.min(ms, LONGEST_SLEEP)),
    );
  };
  const look = (accountId: string, locationId: string) => {
    timers.delete(locationId);
    const account = world().accounts.get(accountId);
    const site = account && world().site(account, locationId);
    if (!site || closing.aborted) return;
    const next = work(world(), site);
    if (next !== undefined) plan(accountId, locationId, Math.max(next - site.now(), 0) + 1);
  };
  const wake = (site: Site) => plan(site.account.id, site.venue.location.id, 0);
  return { wake, wakeAll: (account) => world().sites(account).forEach(wake) };
}
