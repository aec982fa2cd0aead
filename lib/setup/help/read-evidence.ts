import { type TenantTransaction, withTenant } from "@/db/client";
import { findAvailabilityRead, listCounts } from "@/db/queries/availability";
import { findInHouseProvider } from "@/db/queries/channels";
import { listLogEntries } from "@/db/queries/integration-log";
import { listLinkedSettings } from "@/db/queries/location-settings";
import { listOrderRows } from "@/db/queries/order-list";
import { findOrder } from "@/db/queries/orders";
import { listStoppedLoads } from "@/db/queries/sales-days";
import type { Actor } from "@/lib/auth/roles";
import type { Region } from "@/lib/format";
import { menuNames } from "@/lib/lightspeed/availability/menu-names";
import { getConnectionView } from "@/lib/lightspeed/connection/connection-view";
import type { LogEntryView } from "@/lib/lightspeed/connection/connection-view-types";
import { toLocationSettings } from "@/lib/lightspeed/location-settings/get-location-settings";
import { getSyncView } from "@/lib/lightspeed/menu/sync-view";
import { getActivity } from "@/lib/lightspeed/webhooks/get-activity";
import { getWebhooks } from "@/lib/lightspeed/webhooks/get-webhooks";
import type { Services } from "@/lib/services";
import type { TopicId } from "./document";
import type { HelpEvidence } from "./help-types";
import { readSignIn } from "./sign-in";

type Needs = Pick<Services, "db" | "oauth" | "now" | "lightspeed">;

const WEEK_MS = 7 * 24 * 3_600_000;

/** Asks our own database only: help must come up quickest when Lightspeed does not. What takes whole menus is read for its topic alone. */
export async function readHelpEvidence(
  services: Needs,
  actor: Actor,
  region: Region,
  topic: TopicId | null = null,
): Promise<HelpEvidence> {
  const { merchantId } = actor;
  const { environment, webhooks: settings } = services.lightspeed;
  const [connection, webhooks, activity, own] = await Promise.all([
    getConnectionView(services, merchantId),
    getWebhooks(services, actor),
    getActivity(services, merchantId),
    withTenant(services.db, merchantId, (tx) => readOwn(tx, { environment, now: services.now() })),
  ]);
  const menus = await Promise.all(
    own.settings.map(async ({ locationName, businessLocationId }) => ({
      locationName,
      sync: await getSyncView(services, merchantId, businessLocationId),
    })),
  );
  return {
    ...{ now: services.now(), role: actor.role, region, connection, webhooks, activity, menus },
    withCredentials: settings.credentials !== null,
    strays: topic === "availability" ? await findStrays(services, merchantId, own.settings) : null,
    ...own,
  };
}

type Asked = { environment: Services["lightspeed"]["environment"]; now: Date };

async function readOwn(tx: TenantTransaction, { environment, now }: Asked) {
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
  const from = new Date(now.getTime() - WEEK_MS);
  const [row] = await listOrderRows(tx, { statuses: ["failed"], from }, { limit: 1 });
  const order = row ? await findOrder(tx, row.id) : null;
  const failedOrder = order && {
    ...{ id: order.id, number: order.number, locationId: order.locationId },
    ...{ code: order.failureCode ?? "", detail: order.failureDetail ?? "no reason was given" },
  };
  const stopped = await listStoppedLoads(tx);
  const reports = settings.flatMap(({ locationId, locationName, businessLocationId }) =>
    stopped.flatMap(({ placeId, fromDay, toDay, done, total, problem }) =>
      placeId === businessLocationId && problem
        ? [{ locationId, locationName, from: fromDay, to: toDay, done, total, problem }]
        : [],
    ),
  );
  const provider = await findInHouseProvider(tx);
  return { settings, counts, faults, failedOrder, reports, provider, signIn: readSignIn(entries) };
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
      const counts = await withTenant(services.db, merchantId, (tx) =>
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
