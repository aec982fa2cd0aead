import type { Location } from "@/db/schema";

/** A location as pages show it. */
export type LocationView = Pick<
  Location,
  "id" | "name" | "street" | "postalCode" | "city" | "country" | "timeZone" | "currency" | "openingHours" | "active"
> & {
  /** Sends and receives through a Lightspeed business location right now. */
  linked: boolean;
};
