import { type TenantTransaction, withTenant } from "@/db/client";
import { findAvailabilityRead } from "@/db/queries/availability";
import { listLogEntries } from "@/db/queries/integration-log";
import { listLinkedSettings } from "@/db/queries/location-settings";
import { listOrderRows } from "@/db/queries/order-list";
import { findOrder } from "@/db/queries/orders";
import type { Actor } from "@/lib/auth/roles";
import type { Region } from "@/lib/format";
import { getConnectionView } from "@/lib/lightspeed/connection/connection-view";
import type { LogEntryView } from "@/lib/lightspeed/connection/connection-view-types";
import { toLocationSettings } from "@/lib/lightspeed/location-settings/get-location-settings";
import { getSyncView } from "@/lib/lightspeed/menu/sync-view";
import { getActivity } from "@/lib/lightspeed/webhooks/get-activity";
import { getWebhooks } from "@/lib/lightspeed/webhooks/get-webhooks";
import type { Services } from "@/lib/services";
import type { HelpEvidence } from "./help-types";

type Needs = Pick<Services, "db" | "oauth" | "now" | "lightspeed">;

/** Asks our own database only: help must come up quickest when Lightspeed does not. */
export async function readHelpEvidence(services: Needs, actor: Actor, region: Region): Promise<HelpEvidence> {
  const { merchantId } = actor;
  const { environment, webhooks: settings } = services.lightspeed;
  const [connection, webhooks, activity, own] = await Promise.all([
    getConnectionView(services, merchantId),
    getWebhooks(services, actor),
    getActivity(services, merchantId),
    withTenant(services.db, merchantId, (tx) => readOwn(tx, environment)),
  ]);
  const menus = await Promise.all(
    own.settings.map(async ({ locationName, businessLocationId }) => ({
      locationName,
      sync: await getSyncView(services, merchantId, businessLocationId),
    })),
  );
  return {
    ...{ now: services.now(), region, connection, webhooks, activity, menus },
    withCredentials: settings.credentials !== null,
    ...own,
  };
}

async function readOwn(tx: TenantTransaction, environment: Services["lightspeed"]["environment"]) {
  // A restaurant that is closed for good explains nothing about the others.
  const settings = (await listLinkedSettings(tx)).filter((one) => one.locationActive).map(toLocationSettings);
  const counts: HelpEvidence["counts"] = [];
  for (const { locationName, businessLocationId } of settings) {
    const read = await findAvailabilityRead(tx, { environment, businessLocationId });
    const problem = read?.problem ? { message: read.problem, remedy: read.remedy ?? "" } : null;
    counts.push({ locationName, readAt: read?.readAt?.toISOString() ?? null, problem });
  }
  const entries = await listLogEntries(tx, {});
  const faults = entries.filter(({ level }) => level !== "info").map(toView);
  const [row] = await listOrderRows(tx, { statuses: ["failed"] }, { limit: 1 });
  const order = row ? await findOrder(tx, row.id) : null;
  const failedOrder = order && {
    ...{ id: order.id, number: order.number },
    ...{ code: order.failureCode ?? "", detail: order.failureDetail ?? "no reason was given" },
  };
  return { settings, counts, faults, failedOrder };
}

const toView = ({ seq, level, operation, message, count, firstAt, lastAt }: Entry): LogEntryView => ({
  ...{ seq, level, operation, message, count },
  ...{ firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() },
});

type Entry = Awaited<ReturnType<typeof listLogEntries>>[number];
