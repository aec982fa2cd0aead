import type { TestOrder } from "@/db/queries/test-orders";
import type { BillingProfile, Brand, Connection, PosReadiness } from "@/db/schema";
import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";
import type { LocationSettings } from "@/lib/lightspeed/location-settings/location-settings-types";
import type { Unheard } from "@/lib/payments/profiles/why-unheard";

/** What is there, as `get-prerequisites` reads it. */
export type SetupEvidence = {
  now: Date;
  /** Which Lightspeed this Upvendo works with; only in `production` are guests and their money real. */
  environment: Connection["environment"];
  connection: Pick<
    ConnectionView,
    "status" | "problem" | "links" | "businesses" | "test" | "connectedAt" | "lastChecked" | "businessesReadAt"
  >;
  paymentProfiles: {
    name: string;
    problem: string | null;
    checkedAt: string | null;
    testMode: boolean;
    /** Why its provider cannot tell us of payments; null where it can. */
    unheard: Unheard | null;
    locationIds: string[];
  }[];
  settings: Pick<LocationSettings, "locationId" | "locationName" | "checkedAt" | "problems">[];
  billing: Pick<BillingProfile, "legalName" | "vatNumber" | "updatedAt"> | null;
  brand: Pick<Brand, "name" | "updatedAt"> | null;
  webhook: {
    registered: boolean;
    drifted: boolean;
    problem: string | null;
    provenAt: string | null;
    linkedPlaces: string[];
    /** Somebody switched their events off: what they would tell is asked for regularly instead. */
    offPlaces: string[];
  } | null;
  readiness: {
    locationId: string;
    locationName: string;
    /** Outside its opening hours. */
    closed: boolean;
    word: Pick<
      PosReadiness,
      "status" | "apiEnabled" | "salesPeriod" | "acceptingOnlineOrders" | "availableDevices" | "readAt"
    > | null;
  }[];
  testOrder: TestOrder | null;
};
