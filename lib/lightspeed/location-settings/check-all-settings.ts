import { withTenant } from "@/db/client";
import { listLinkedSettings } from "@/db/queries/location-settings";
import type { Services } from "@/lib/services";
import { checkLocationSettings } from "./check-location-settings";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** Because somebody asked: every linked location of the merchant, against lists that are read now. */
export async function checkAllSettings(services: Needs, merchantId: string): Promise<void> {
  const linked = await withTenant(services.db, merchantId, listLinkedSettings);
  await Promise.all(
    linked.map(({ link }) => checkLocationSettings(services, merchantId, link.locationId, { force: true })),
  );
}
