import type { z } from "zod";
import { announceIssue } from "@/lib/attention/announce-issue";
import { callWebhook } from "@/lib/attention/call-webhook";
import { mailNotice } from "@/lib/attention/mail-notice";
import { announceIssueTask, callWebhookTask, mailNoticeTask } from "@/lib/attention/tasks";
import { tellKitchen } from "@/lib/channels/tell-kitchen";
import { tellKitchenTask } from "@/lib/channels/tell-kitchen.task";
import { onReadiness, pollTills, watchChannels, watchChannelsTask } from "@/lib/channels/watch-channels";
import { enqueueOverdueReads } from "@/lib/lightspeed/availability/enqueue-overdue";
import { onItemAvailability } from "@/lib/lightspeed/availability/on-item-availability";
import { pollAvailability } from "@/lib/lightspeed/availability/poll-availability";
import { overdueAvailabilityTask, readAvailabilityTask } from "@/lib/lightspeed/availability/read-availability.task";
import { refreshDueConnections, refreshDueTask } from "@/lib/lightspeed/connection/refresh-due";
import { sweepExpired, sweepTask } from "@/lib/lightspeed/connection/sweep-expired";
import { checkDueSettings, checkDueSettingsTask } from "@/lib/lightspeed/location-settings/check-due-settings";
import { syncDueMenusTask, syncMenusTask } from "@/lib/lightspeed/menu/menu-tasks";
import { syncDueMenus } from "@/lib/lightspeed/menu/start-sync";
import { syncMenus } from "@/lib/lightspeed/menu/sync-menus";
import { pollReadinessTask } from "@/lib/lightspeed/readiness/poll-readiness";
import { loadSalesDays } from "@/lib/lightspeed/reports/load-days";
import { loadSalesTask, resumeSalesTask } from "@/lib/lightspeed/reports/report-tasks";
import { resumeStalledLoads } from "@/lib/lightspeed/reports/start-load";
import { checkEndpoints } from "@/lib/lightspeed/webhooks/check-endpoints";
import {
  checkEndpointsTask,
  linkPlacesTask,
  prepareEndpointTask,
  retireEndpointTask,
} from "@/lib/lightspeed/webhooks/endpoint-tasks";
import { keepInboxTask, keepInboxWithinBounds } from "@/lib/lightspeed/webhooks/keep-inbox";
import { linkPlaces } from "@/lib/lightspeed/webhooks/link-places";
import type { NotificationHandlers } from "@/lib/lightspeed/webhooks/notification-handler";
import { registerEndpoint } from "@/lib/lightspeed/webhooks/register-endpoint";
import { retireOldEndpoint } from "@/lib/lightspeed/webhooks/remove-endpoint";
import { replayManyTask } from "@/lib/lightspeed/webhooks/replay-many.task";
import { runReplay } from "@/lib/lightspeed/webhooks/run-replay";
import { withoutParameters } from "@/lib/log";
import { applyPaymentFact } from "@/lib/orders/apply-payment-fact";
import { eraseGuests } from "@/lib/orders/erase-guest";
import { followToTill } from "@/lib/orders/follow-to-till";
import { onOrderNotification } from "@/lib/orders/on-order-notification";
import { onPaymentNotification } from "@/lib/orders/on-payment-notification";
import { printSlips } from "@/lib/orders/print-slips";
import { readCheckOfOrder } from "@/lib/orders/read-check-of-order";
import { reconcileOrder } from "@/lib/orders/reconcile-order";
import { reconcileDue } from "@/lib/orders/reconciliation/reconcile-due";
import { runDay } from "@/lib/orders/reconciliation/run-day";
import { reconcileDayTask, reconcileDueTask } from "@/lib/orders/reconciliation/tasks";
import { settleOrder } from "@/lib/orders/settle-order";
import { submitOrder } from "@/lib/orders/submit-order";
import { sweepOrders } from "@/lib/orders/sweep-orders";
import {
  eraseGuestsTask,
  printSlipsTask,
  readCheckTask,
  reconcileOrderTask,
  settleOrderTask,
  submitOrderTask,
  sweepOrdersTask,
} from "@/lib/orders/tasks";
import { followRefund } from "@/lib/payments/follow-refund";
import { checkDueKeys } from "@/lib/payments/profiles/check-due-keys";
import { recheckProfile } from "@/lib/payments/profiles/check-profile";
import { sweepPayments } from "@/lib/payments/sweep-payments";
import { checkDueKeysTask, checkKeysTask, readPaymentTask, refundTask, sweepPaymentsTask } from "@/lib/payments/tasks";
import type { Services } from "@/lib/services";
import { followRehearsal } from "@/lib/setup/rehearsal/follow-rehearsal";
import { followRehearsalTask } from "@/lib/setup/rehearsal/follow-rehearsal.task";
import type { Onward } from "./go-on";
import { enqueue, type Task } from "./task";
import { tidyQueue, tidyQueueTask } from "./tidy-queue";

/** `signal`: the process is to stop. `workerId`: by which name the queue knows it. */
type Doer = { signal: AbortSignal; workerId: string };
type Handler = (services: Services, payload: unknown, doer: Doer) => Promise<Onward | undefined>;
type Entry = {
  name: string;
  low: boolean;
  /** What its jobs carry. */
  payload: z.ZodType;
  run: Handler;
  /** Cron, in the worker's UTC. */
  schedule?: string;
};

function entry<S extends z.ZodType>(
  task: Task<S>,
  handler: (services: Services, payload: z.output<S>, doer: Doer) => Promise<Onward | undefined> | Promise<void>,
  schedule?: string,
): Entry {
  return {
    name: task.name,
    low: task.low === true,
    payload: task.payload,
    run: async (services, payload, doer) => {
      try {
        const onward = await handler(services, task.payload.parse(payload ?? {}), doer);
        return onward || undefined;
      } catch (error) {
        throw keepable(error);
      }
    },
    ...(schedule ? { schedule } : {}),
  };
}

/** The queue keeps the message of what a job threw: without the values of a query, and with the database's own words. */
function keepable(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const message = withoutParameters(error.message);
  if (message === error.message) return error;
  return new Error(error.cause instanceof Error ? `${message}: ${error.cause.message}` : message, { cause: error });
}

/** Every background task, its handler and its clock. */
export const registry: Entry[] = [
  entry(refreshDueTask, (services, _, { signal }) => refreshDueConnections(services, { signal }), "* * * * *"),
  entry(syncMenusTask, (services, payload, { signal }) => syncMenus(services, payload, { signal })),
  entry(syncDueMenusTask, (services) => syncDueMenus(services), "* * * * *"),
  entry(loadSalesTask, (services, place, { signal }) => loadSalesDays(services, place, { signal })),
  entry(resumeSalesTask, (services) => resumeStalledLoads(services), "*/3 * * * *"),
  entry(sweepTask, (services) => sweepExpired(services), "*/10 * * * *"),
  entry(tidyQueueTask, ({ db }) => tidyQueue(db), "27 * * * *"),
  entry(keepInboxTask, (services) => keepInboxWithinBounds(services), "7 * * * *"),
  entry(readPaymentTask, followToTill),
  entry(refundTask, (services, refund) => followRefund(services, refund, applyPaymentFact)),
  entry(checkKeysTask, (services, profile) => recheckProfile(services, profile)),
  entry(checkDueKeysTask, (services) => checkDueKeys(services), "*/5 * * * *"),
  entry(sweepPaymentsTask, (services) => sweepPayments(services), "* * * * *"),
  entry(readAvailabilityTask, (services, place) => pollAvailability(services, place)),
  entry(overdueAvailabilityTask, (services) => enqueueOverdueReads(services), "* * * * *"),
  entry(checkDueSettingsTask, (services, _, { signal }) => checkDueSettings(services, { signal }), "*/2 * * * *"),
  entry(replayManyTask, (services, replay, { signal }) => runReplay(services, replay, { signal })),
  entry(prepareEndpointTask, (services, { merchantId }) => registerEndpoint(services, merchantId)),
  entry(linkPlacesTask, (services, { merchantId }) => linkPlaces(services, merchantId)),
  entry(retireEndpointTask, (services, { merchantId, id }) => retireOldEndpoint(services, merchantId, id)),
  entry(checkEndpointsTask, (services, _, { signal }) => checkEndpoints(services, signal), "17 * * * *"),
  entry(pollReadinessTask, (services, round, { signal }) => pollTills(services, round, signal), "* * * * *"),
  entry(watchChannelsTask, (services, _, { signal }) => watchChannels(services, signal), "* * * * *"),
  entry(tellKitchenTask, (services, word) => tellKitchen(services, word)),
  entry(submitOrderTask, (services, order) => submitOrder(services, order)),
  entry(settleOrderTask, (services, order) => settleOrder(services, order)),
  entry(reconcileOrderTask, (services, order) => reconcileOrder(services, order)),
  entry(readCheckTask, (services, order) => readCheckOfOrder(services, order)),
  entry(printSlipsTask, (services, order) => printSlips(services, order)),
  entry(followRehearsalTask, (services, rehearsal) => followRehearsal(services, rehearsal)),
  entry(reconcileDayTask, (services, wish) => runDay(services, wish)),
  entry(reconcileDueTask, (services, _, { signal }) => reconcileDue(services, { signal }), "*/10 * * * *"),
  entry(announceIssueTask, (services, issue) => announceIssue(services, issue)),
  entry(mailNoticeTask, (services, notice) => mailNotice(services, notice)),
  entry(callWebhookTask, (services, call) => callWebhook(services, call)),
  entry(sweepOrdersTask, (services, _, { signal }) => sweepOrders(services, signal)),
  entry(
    eraseGuestsTask,
    async (services, _, { signal }) => {
      await eraseGuests(services, { signal });
    },
    "37 * * * *",
  ),
];

/** Every few seconds in every worker; over all of them one sweep at a time. */
export async function onBeat({ db }: Pick<Services, "db">): Promise<void> {
  await enqueue(db, sweepOrdersTask, {}, { key: sweepOrdersTask.name, serialKey: sweepOrdersTask.name });
}

/** Who takes which kind of notification from Lightspeed. */
export const notificationHandlers: NotificationHandlers = {
  order: onOrderNotification,
  payment: onPaymentNotification,
  item: onItemAvailability,
  readiness: onReadiness,
};
