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

export async function getRehearsals(
  services: Needs,
  merchantId: string,
  locations: readonly { id: string; name: string }[],
): Promise<RehearsalView[]> {
  return readTenant(services.db, merchantId, async (tx) => {
    const shown = locations.slice(0, MOST_LOCATIONS);
    const [house, known, ...newest] = await Promise.all([
      readHouse(services.lightspeed, tx),
      listLocations(tx),
      ...shown.map(({ id }) =>
        findNewestRehearsal(tx, { locationId: id, environment: services.lightspeed.environment }),
      ),
    ]);
    const views = await Promise.all(
      shown.map(async ({ id, name }, at) => {
        const location = known.find((one) => one.id === id);
        const standing = location && (await standingAt(tx, house, location, services.now()));
        return standing ? readView(tx, { id, name, standing, rehearsal: newest[at] ?? null }) : null;
      }),
    );
    return views.filter((view) => view !== null);
  });
}

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
