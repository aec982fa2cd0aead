import { readTenant } from "@/db/client";
import { listLinkedSettings } from "@/db/queries/location-settings";
import type { Services } from "@/lib/services";
import type { OrderProfile } from "../reference/read-order-profiles";
import type { PaymentMethodChoice } from "../reference/read-payment-methods";
import type { Snapshot } from "../snapshots/read-snapshot";
import { toLocationSettings } from "./get-location-settings";
import type { LocationSettings } from "./location-settings-types";
import { readSettingsLists } from "./read-lists";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

type ListView<T> = { options: T[] | null; readAt: string | null; problem: { message: string; remedy: string } | null };

/** One linked location's settings with what they can be chosen from. Instants are ISO 8601 in UTC. */
export type OrderSettingsView = Omit<LocationSettings, "checkedAt"> & {
  checkedAt: string | null;
  profiles: ListView<OrderProfile>;
  methods: ListView<PaymentMethodChoice>;
  mappedStaffId: string | null | undefined;
};

/** The lists change rarely and are checked daily and before every sale; a page need not ask again. */
const LIST_AGE_MS = 26 * 3_600_000;

/** Of these locations, or of all that are linked. */
export async function listOrderSettings(
  services: Needs,
  merchantId: string,
  locationIds?: readonly string[],
): Promise<OrderSettingsView[]> {
  const linked = await readTenant(services.db, merchantId, listLinkedSettings);
  const wanted = linked.filter(({ link }) => !locationIds || locationIds.includes(link.locationId));
  return Promise.all(
    wanted.map(async (row) => {
      const lists = await readSettingsLists(services, merchantId, row.link, { maxAgeMs: LIST_AGE_MS });
      const settings = toLocationSettings(row);
      return {
        ...settings,
        checkedAt: settings.checkedAt?.toISOString() ?? null,
        profiles: toListView(lists.profiles),
        methods: toListView(lists.methods),
        mappedStaffId: lists.mappedStaffId,
      };
    }),
  );
}

const toListView = <T>({ data, readAt, problem }: Snapshot<T[]>): ListView<T> => ({
  options: data,
  readAt: readAt?.toISOString() ?? null,
  problem,
});
