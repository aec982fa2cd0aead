import { routeAccess } from "../e2e/trust/access";
import type { Ids } from "../e2e/trust/access/rule";

export type MeasuredIds = Ids & {
  /** Of an item at Lightspeed. */
  itemId: string;
  /** Of the guest's own order. */
  guestOrderId: string;
};

/** Every page by its route, with an address at which there is something on it. */
export type MeasuredPages = {
  staff: Record<string, string>;
  guests: Record<string, string>;
  signedOut: Record<string, string>;
};

/** The pages of the back office come from the list that proves who may see them; those whose first address there shows little are named here. */
export function measuredPages(ids: MeasuredIds): MeasuredPages {
  const staff: Record<string, string> = {};
  for (const [route, { access, addresses, absent }] of Object.entries(routeAccess)) {
    const [first] = addresses(ids);
    if (access !== "open" && access.nobody === 307 && access.roles.includes("owner") && !absent && first)
      staff[route] = first;
  }
  const home = `/o/${ids.locationId}`;
  return {
    staff: {
      ...staff,
      "/lightspeed/items/[id]": `/lightspeed/items/${ids.itemId}`,
      "the Status tab": "/lightspeed?tab=status",
    },
    guests: {
      "/o/[location]": home,
      "/o/[location]/item": `${home}/item?sku=MAI-BURGER`,
      "/o/[location]/basket": `${home}/basket`,
      "/o/[location]/orders/[id]": `${home}/orders/${ids.guestOrderId}`,
    },
    signedOut: {
      "/login": "/login",
      "/reset-password": "/reset-password",
      "/reset-password/[token]": `/reset-password/${"t".repeat(43)}`,
    },
  };
}
