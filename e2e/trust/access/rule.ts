import { randomUUID } from "node:crypto";
import type { Role } from "../people";

export type Ids = {
  locationId: string;
  profileId: string;
  businessId: string;
  businessLocationId: string;
  /** The place that the location is linked to. */
  linkedPlaceId: string;
  /** A notification that came for the merchant. */
  deliveryId: string;
  /** An order that could not be sent. */
  orderId: string;
  /** A dress rehearsal of that order, and its certificate. */
  rehearsalId: string;
  certificateId: string;
  /** Somebody of the merchant's team who is no owner. */
  personId: string;
};

/**
 * What an address does for whom. `nobody` also covers everybody whose session has ended in any way; `roles` are those that get
 * through, all others of the same merchant get 403.
 */
export type RouteAccess = {
  /** An address for these ids; what stands behind it must be as refused as the plain one. */
  addresses: (ids: Ids) => string[];
  access: "open" | { nobody: 307 | 401; roles: readonly Role[] };
  /** It tells that something changed and never what: no word of the merchant is in the answer. */
  wordless?: boolean;
  /** What the address names is nobody's: whoever may look is told that there is nothing. */
  absent?: boolean;
  /** The address names something: an id of another merchant and an id that does not exist must look the same. */
  names?: "location" | "delivery" | "order" | "payment profile" | "person" | "certificate";
};

export const everyone: readonly Role[] = ["owner", "manager", "viewer"];

export const managers: readonly Role[] = ["owner", "manager"];

export const owners: readonly Role[] = ["owner"];

export const page = (...addresses: string[]): RouteAccess => ({
  addresses: () => addresses,
  access: { nobody: 307, roles: everyone },
});

export const absent = (address: string): RouteAccess => ({
  ...{ addresses: () => [address], access: { nobody: 401, roles: everyone } },
  ...{ wordless: true, absent: true },
});

export const open = (...addresses: string[]): RouteAccess => ({ addresses: () => addresses, access: "open" });

export type ActionAccess = {
  /** "anyone": works without a session, as signing in must. */
  roles: readonly Role[] | "anyone";
  /** A call that would do something if it were let through. */
  args: (ids: Ids) => unknown[];
  /** The argument names something of a merchant's. */
  names?: boolean;
};

export const form = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};

export const locationFields = () => ({
  ...{ name: `Taken over ${randomUUID().slice(0, 8)}`, street: "New street 1", postalCode: "2000", city: "Antwerp" },
  ...{ country: "BE", timeZone: "Europe/Brussels", currency: "EUR" },
});
