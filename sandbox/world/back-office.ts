import type { FloorPlan, Profile, Table, Venue } from "./venue";
import type { Site } from "./world";

type Listed = { name?: string | undefined; listed?: boolean | undefined };
export type NewTable = { floorPlan: number; number: number; description: string; seats: number };

/** What somebody has changed in the Back Office since the restaurant was set up. */
export type BackOffice = {
  paymentMethods: Record<string, Listed>;
  orderProfiles: Record<string, Listed>;
  addedTables: NewTable[];
  removedTables: number[];
  floorPlans: boolean;
};

const untouched: BackOffice = {
  paymentMethods: {},
  orderProfiles: {},
  addedTables: [],
  removedTables: [],
  floorPlans: true,
};

export const backOfficeOf = ({ till }: Site): BackOffice => till.backOffice.get("now") ?? untouched;

export function changeBackOffice(site: Site, part: Partial<BackOffice>): BackOffice {
  const before = backOfficeOf(site);
  const after = {
    ...before,
    ...part,
    paymentMethods: { ...before.paymentMethods, ...part.paymentMethods },
    orderProfiles: { ...before.orderProfiles, ...part.orderProfiles },
    addedTables: [...before.addedTables, ...(part.addedTables ?? [])],
    removedTables: [...before.removedTables, ...(part.removedTables ?? [])],
  };
  site.till.backOffice.set("now", after);
  site.changed();
  return after;
}

function listed<T extends { code: string; name: string }>(all: T[], changes: Record<string, Listed>): T[] {
  return all
    .filter(({ code }) => changes[code]?.listed !== false)
    .map((one) => ({ ...one, name: changes[one.code]?.name ?? one.name }));
}

export const paymentMethodsOf = (site: Site): Venue["paymentMethods"] =>
  listed(site.venue.paymentMethods, backOfficeOf(site).paymentMethods);

export const profilesOf = (site: Site): Profile[] => listed(site.venue.profiles, backOfficeOf(site).orderProfiles);

export function floorPlansOf(site: Site): FloorPlan[] {
  const { floorPlans, addedTables, removedTables } = backOfficeOf(site);
  if (!floorPlans) return [];
  return site.venue.floorPlans.map((plan, place) => ({
    ...plan,
    tables: [
      ...plan.tables.filter(({ number }) => !removedTables.includes(number)),
      ...addedTables.filter(({ floorPlan }) => floorPlan === place).map((table) => toTable(plan, table)),
    ],
  }));
}

const toTable = (plan: FloorPlan, { number, description, seats }: NewTable): Table => ({
  ...{ number, description, seats, active: true },
  id: `${plan.id}-${number}`,
  reference: `added-${number}`,
});
