import { type TenantTransaction, withTenant } from "@/db/client";
import { findCertificateOf, findNewestRehearsal } from "@/db/queries/rehearsals";
import type { Order } from "@/db/schema";
import type { Services } from "@/lib/services";
import { readHops } from "./read-rehearsal";
import { readStanding } from "./read-standing";
import type { RehearsalView } from "./rehearsal-types";

type Needs = Pick<Services, "db" | "now" | "lightspeed">;

/** A page shows so many locations; the picker narrows it down. */
export const MOST_LOCATIONS = 12;

export async function getRehearsals(
  services: Needs,
  merchantId: string,
  locations: readonly { id: string; name: string }[],
): Promise<RehearsalView[]> {
  return withTenant(services.db, merchantId, async (tx) => {
    const views: RehearsalView[] = [];
    for (const location of locations.slice(0, MOST_LOCATIONS)) {
      const view = await readView(services, tx, location);
      if (view) views.push(view);
    }
    return views;
  });
}

async function readView(
  services: Needs,
  tx: TenantTransaction,
  { id: locationId, name: locationName }: { id: string; name: string },
): Promise<RehearsalView | null> {
  const standing = await readStanding(services, tx, locationId);
  if (!standing) return null;
  const { environment } = services.lightspeed;
  const rehearsal = await findNewestRehearsal(tx, { locationId, environment });
  const { hops, evidence } = await readHops(tx, standing, rehearsal);
  if (!evidence) return { locationId, locationName, hops, run: null };
  const { order, rehearsal: row } = evidence;
  const certificate = await findCertificateOf(tx, row.id);
  return {
    ...{ locationId, locationName, hops },
    run: {
      ...{ id: row.id, orderId: order.id, orderNumber: order.number, startedByName: row.startedByName },
      startedAt: row.startedAt.toISOString(),
      voidWords: row.voidAskedAt === null ? null : row.voidWords,
      lookedAt: row.lookedAt?.toISOString() ?? null,
      certificateId: certificate?.id ?? null,
      underWay: isUnderWay(order),
    },
  };
}

const isUnderWay = ({ status }: Order) => !["completed", "failed", "cancelled", "refunded"].includes(status);
