import { withTenant } from "@/db/client";
import { listReadiness } from "@/db/queries/pos-readiness";
import type { Services } from "@/lib/services";
import { readReadiness } from "./read-readiness";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** Because somebody asked: every linked location of the merchant. */
export async function readAllReadiness(services: Needs, merchantId: string): Promise<void> {
  const linked = await withTenant(services.db, merchantId, listReadiness);
  await Promise.all(
    linked.map(({ locationId, businessLocationId }) =>
      readReadiness(services, { merchantId, locationId, businessLocationId }),
    ),
  );
}
