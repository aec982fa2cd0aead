import { type TenantTransaction, withTenant } from "@/db/client";
import { findPlaceTimeZone } from "@/db/queries/location-links";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { beginMenuSync, findMenuSync, hurryMenuSync, listDueMenuSyncs } from "@/db/queries/menu-syncs";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { enqueue } from "@/lib/jobs/task";
import { publishLive } from "@/lib/live/publish";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { notLinked } from "../location-settings/get-location-settings";
import { syncMenusTask } from "./menu-tasks";
import { scopeNow } from "./scope-now";

type Needs = Pick<Services, "db" | "now">;

/** Of two starts at once one begins a run; the other joins it. A run that waits out a failure goes on at once. */
export async function startMenuSync(
  { db }: Needs,
  actor: Actor,
  { locationId }: { locationId: string },
): Promise<"started" | "running"> {
  if (!can(actor, "menus.sync")) throw new AppError("forbidden", "Only owners and managers can synchronise menus.");
  return withTenant(db, actor.merchantId, async (tx) => {
    const linked = await findLinkedSettings(tx, locationId);
    if (!linked) throw notLinked();
    const placeId = linked.link.businessLocationId;
    const begun = await beginMenuSync(tx, placeId, { scope: "all", byName: actor.userName });
    if (!begun) await hurryMenuSync(tx, placeId);
    await enqueueSync(tx, placeId);
    return begun ? "started" : "running";
  });
}

const MOST_AT_ONCE = 500;

/** Every minute: whatever is due begins or goes on. */
export async function syncDueMenus({ db, now }: Needs): Promise<void> {
  for (const { merchantId, placeId } of await listDueMenuSyncs(db, MOST_AT_ONCE)) {
    try {
      await withTenant(db, merchantId, async (tx) => {
        const sync = await findMenuSync(tx, placeId);
        if (sync?.state !== "running") {
          const timeZone = (await findPlaceTimeZone(tx, placeId)) ?? "UTC";
          await beginMenuSync(tx, placeId, { scope: scopeNow(sync, now(), timeZone), byName: null });
        }
        await enqueueSync(tx, placeId);
      });
    } catch (error) {
      // One merchant's trouble is not to keep the others' menus from being read.
      log.error({ merchantId, error }, "a synchronisation of menus could not be begun");
    }
  }
}

/** The job's key makes many wishes one job; runs of one merchant take turns. */
async function enqueueSync(tx: TenantTransaction, placeId: string): Promise<void> {
  const { merchantId } = tx;
  const options = { key: `menus:${merchantId}:${placeId}`, serialKey: `menus:${merchantId}` };
  await enqueue(tx, syncMenusTask, { merchantId, placeId }, options);
  await publishLive(tx, merchantId, "menus");
}
