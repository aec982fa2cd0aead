import { readTenant, type TenantTransaction } from "@/db/client";
import { findAvailabilityRead, listCounts } from "@/db/queries/availability";
import { findInHouseProvider } from "@/db/queries/channels";
import { listLogEntries } from "@/db/queries/integration-log";
import { listLinkedSettings } from "@/db/queries/location-settings";
import { listMenuSyncs } from "@/db/queries/menu-syncs";
import { findNewestFailedOrder } from "@/db/queries/order-list";
import { listStoppedLoads } from "@/db/queries/sales-days";
import type { Actor } from "@/lib/auth/roles";
import type { Region } from "@/lib/format";
import { menuNames } from "@/lib/lightspeed/availability/menu-names";
import { getConnectionView } from "@/lib/lightspeed/connection/connection-view";
import type { ConnectionView, LogEntryView } from "@/lib/lightspeed/connection/connection-view-types";
import { toLocationSettings } from "@/lib/lightspeed/location-settings/get-location-settings";
import { toSyncView } from "@/lib/lightspeed/menu/sync-view";
import { readActivity } from "@/lib/lightspeed/webhooks/get-activity";
import { readWebhooks } from "@/lib/lightspeed/webhooks/get-webhooks";
import type { Services } from "@/lib/services";
import type { TopicId } from "./document";
import type { HelpEvidence } from "./help-types";
import { readSignIn } from "./sign-in";

type Needs = Pick<Services, "db" | "oauth" | "now" | "lightspeed">;

const WEEK_MS = 7 * 24 * 3_600_000;

/**
 * Asks our own database only: help must come up quickest when Lightspeed does not. What takes whole menus is read for its topic alone. `known` where
 * the caller reads the connection anyway.
 */
export async function readHelpEvidence(
  services: Needs,
  actor: Actor,
  where: Region | Promise<Region>,
  topic: TopicId | null = null,
  known: Promise<ConnectionView> = getConnectionView(services, actor.merchantId),
): Promise<HelpEvidence> {
  const { merchantId } = actor;
  const now = services.now();
  const { environment, webhooks: settings } = services.lightspeed;
  const [region, connection, [webhooks, activity, own]] = await Promise.all([
    where,
    known,
    // In one transaction, where these travel one behind the other without waiting for each answer.
    readTenant(services.db, merchantId, (tx) =>
      Promise.all([readWebhooks(tx, actor), readActivity(tx, now), readOwn(tx, { environment, now })]),
    ),
  ]);
  return {
    ...{ now, role: actor.role, region, connection, webhooks, activity },
    withCredentials: settings.credentials !== null,
    strays: topic === "availability" ? await findStrays(services, merchantId, own.settings) : null,
    ...own,
  };
}

type Asked = { environment: Services["lightspeed"]["environment"]; now: Date };

async function readOwn(tx: TenantTransaction, { environment, now }: Asked) {
  const [linked, syncs, entries, failedOrder, stopped, provider] = await Promise.all([
    listLinkedSettings(tx),
    listMenuSyncs(tx),
    listLogEntries(tx, {}),
    findFailedOrder(tx, new Date(now.getTime() - WEEK_MS)),
    listStoppedLoads(tx),
    findInHouseProvider(tx),
  ]);
  // A restaurant that is closed for good explains nothing about the others.
  const settings = linked.filter((one) => one.locationActive).map(toLocationSettings);
  const counts = await Promise.all(
    settings.map(async ({ locationName, businessLocationId }) => {
      const read = await findAvailabilityRead(tx, { environment, businessLocationId });
      const problem = read?.problem ? { message: read.problem, remedy: read.remedy ?? "" } : null;
      return { locationName, readAt: read?.readAt?.toISOString() ?? null, problem };
    }),
  );
  const menus = settings.map(({ locationName, businessLocationId }) => {
    const sync = syncs.find(({ placeId }) => placeId === businessLocationId);
    return { locationName, sync: toSyncView(sync, now) };
  });
  const faults = entries.filter(({ level }) => level !== "info").map(toView);
  const reports = settings.flatMap(({ locationId, locationName, businessLocationId }) =>
    stopped.flatMap(({ placeId, fromDay, toDay, done, total, problem }) =>
      placeId === businessLocationId && problem
        ? [{ locationId, locationName, from: fromDay, to: toDay, done, total, problem }]
        : [],
    ),
  );
  return { settings, counts, menus, faults, failedOrder, reports, provider, signIn: readSignIn(entries) };
}

async function findFailedOrder(tx: TenantTransaction, from: Date): Promise<HelpEvidence["failedOrder"]> {
  const order = await findNewestFailedOrder(tx, from);
  if (!order) return null;
  const { id, number, locationId, failureCode, failureDetail } = order;
  return { id, number, locationId, code: failureCode ?? "", detail: failureDetail ?? "no reason was given" };
}

async function findStrays(
  services: Needs,
  merchantId: string,
  settings: HelpEvidence["settings"],
): Promise<HelpEvidence["strays"]> {
  const { environment } = services.lightspeed;
  return Promise.all(
    settings.map(async ({ locationId, locationName, businessLocationId }) => {
      const names = await menuNames(services, merchantId, businessLocationId);
      const counts = await readTenant(services.db, merchantId, (tx) =>
        listCounts(tx, { environment, businessLocationId }),
      );
      // Before the first menu is read nothing can be missing from it.
      const gone = names.size === 0 ? [] : counts.filter(({ sku, count }) => count !== null && !names.has(sku));
      return { locationId, locationName, skus: gone.map(({ sku }) => sku) };
    }),
  );
}

const toView = ({ seq, level, operation, message, count, firstAt, lastAt }: Entry): LogEntryView => ({
  ...{ seq, level, operation, message, count },
  ...{ firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() },
});

type Entry = Awaited<ReturnType<typeof listLogEntries>>[number];
