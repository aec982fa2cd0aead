import { readTenant, type TenantTransaction } from "@/db/client";
import { listLocations } from "@/db/queries/locations";
import { findCertificateOf, findNewestRehearsal } from "@/db/queries/rehearsals";
import type { Order, Rehearsal } from "@/db/schema";
import type { Services } from "@/lib/services";
import type { Standing } from "./judge-standing";
import { readHops } from "./read-rehearsal";
import { readHouse, standingAt } from "./read-standing";
import type { RehearsalView } from "./rehearsal-types";

type Needs = Pick<Services, "db" | "now" | "lightspeed">;

/** A page shows so many locations; the picker narrows it down. */
export const MOST_LOCATIONS = 12;

/** `pick` says which of the merchant's locations; they are read here, with everything else. */
export async function getRehearsals(
  services: Needs,
  merchantId: string,
  pick: (locations: readonly PickedFrom[]) => readonly { id: string }[],
): Promise<RehearsalView[]> {
  return readTenant(services.db, merchantId, async (tx) => {
    const [house, known] = await Promise.all([readHouse(services.lightspeed, tx), listLocations(tx)]);
    const picked = new Set(pick(known).map(({ id }) => id));
    const shown = known.filter(({ id }) => picked.has(id)).slice(0, MOST_LOCATIONS);
    return Promise.all(
      shown.map(async (location) => {
        const { environment } = services.lightspeed;
        const [standing, rehearsal] = await Promise.all([
          standingAt(tx, house, location, services.now()),
          findNewestRehearsal(tx, { locationId: location.id, environment }),
        ]);
        return readView(tx, { id: location.id, name: location.name, standing, rehearsal });
      }),
    );
  });
}

type PickedFrom = Awaited<ReturnType<typeof listLocations>>[number];

type Place = { id: string; name: string; standing: Standing; rehearsal: Rehearsal | null };

async function readView(
  tx: TenantTransaction,
  { id: locationId, name: locationName, standing, rehearsal }: Place,
): Promise<RehearsalView> {
  const [{ hops, evidence }, certificate] = await Promise.all([
    readHops(tx, standing, rehearsal),
    rehearsal && findCertificateOf(tx, rehearsal.id),
  ]);
  if (!evidence) return { locationId, locationName, hops, run: null };
  const { order, rehearsal: row } = evidence;
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
