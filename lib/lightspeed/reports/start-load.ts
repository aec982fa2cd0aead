import { type TenantTransaction, withTenant } from "@/db/client";
import {
  beginSalesLoad,
  cancelSalesLoad,
  findSalesLoad,
  listStalledSalesLoads,
  reopenSalesDays,
} from "@/db/queries/sales-days";
import type { Actor } from "@/lib/auth/roles";
import { enqueue } from "@/lib/jobs/task";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { loadSalesTask } from "./report-tasks";

type Needs = Pick<Services, "db" | "now">;
type Wish = { placeId: string; from: string; to: string; current: boolean };

/** Reads what the range lacks; one that is under way for another range gives way to it. `again` also reads days that were complete. */
export async function startSalesLoad(
  { db, now }: Needs,
  { merchantId, userName }: Pick<Actor, "merchantId" | "userName">,
  { again = false, ...wish }: Wish & { again?: boolean },
): Promise<void> {
  await withTenant(db, merchantId, async (tx) => {
    if (again) await reopenSalesDays(tx, wish.placeId, wish);
    const running = await findSalesLoad(tx, wish.placeId);
    const same = running?.state === "running" && running.fromDay === wish.from && running.toDay === wish.to;
    if (!same || again) await beginSalesLoad(tx, { ...wish, byName: userName, now: now() });
    await enqueueLoad(tx, wish.placeId);
  });
}

/** What was read stays; what is missing is missing until somebody asks for it. */
export async function cancelLoad({ db, now }: Needs, merchantId: string, placeId: string): Promise<boolean> {
  return withTenant(db, merchantId, async (tx) => {
    const cancelled = await cancelSalesLoad(tx, placeId, now());
    if (cancelled) await publishLive(tx, merchantId, "reports");
    return cancelled;
  });
}

const STALLED_MS = 3 * 60_000;

/** A run whose job was lost with its worker is taken up again. */
export async function resumeStalledLoads({ db, now }: Needs): Promise<void> {
  const stalled = await listStalledSalesLoads(db, new Date(now().getTime() - STALLED_MS), 100);
  for (const { merchantId, placeId } of stalled) await withTenant(db, merchantId, (tx) => enqueueLoad(tx, placeId));
}

/** Runs of one merchant take turns, so that a year of sales holds up nobody else's work. */
export async function enqueueLoad(tx: TenantTransaction, placeId: string, runAt?: Date): Promise<void> {
  const { merchantId } = tx;
  const options = { key: `sales:${merchantId}:${placeId}`, serialKey: `sales:${merchantId}` };
  await enqueue(tx, loadSalesTask, { merchantId, placeId }, { ...options, ...(runAt ? { runAt } : {}) });
  await publishLive(tx, merchantId, "reports");
}
