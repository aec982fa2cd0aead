import { readTenant } from "@/db/client";
import { findReadiness } from "@/db/queries/pos-readiness";
import type { Services } from "@/lib/services";
import { type OrderProfile, readOrderProfiles } from "../reference/read-order-profiles";
import { type PaymentMethodChoice, readPaymentMethods } from "../reference/read-payment-methods";
import type { Snapshot } from "../snapshots/read-snapshot";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;
type Place = { locationId: string; businessLocationId: string };

/** What a location's settings are chosen from and held against. */
export type SettingsLists = {
  profiles: Snapshot<OrderProfile[]>;
  methods: Snapshot<PaymentMethodChoice[]>;
  /** The staff member that Lightspeed itself uses for online orders; undefined: not known. */
  mappedStaffId: string | null | undefined;
};

export async function readSettingsLists(
  services: Needs,
  merchantId: string,
  { locationId, businessLocationId }: Place,
  age: { maxAgeMs: number; force?: boolean },
): Promise<SettingsLists> {
  const [profiles, methods, row] = await Promise.all([
    readOrderProfiles(services, merchantId, businessLocationId, age),
    readPaymentMethods(services, merchantId, businessLocationId, age),
    readTenant(services.db, merchantId, (tx) => findReadiness(tx, locationId)),
  ]);
  return { profiles, methods, mappedStaffId: row?.readiness?.readAt ? row.readiness.staffId : undefined };
}
