import type { OrderSettingsView } from "@/lib/lightspeed/location-settings/list-order-settings";

type Profile = NonNullable<OrderSettingsView["profiles"]["options"]>[number];

const kinds = new Map([
  ["NONE", "dine-in"],
  ["TAKE_AWAY", "takeaway"],
  ["DELIVERY", "delivery"],
]);

/** "Takeaway (TAKEAWAY, takeaway)": the kind decides which orders a profile fits. */
export function profileLabel({ code, name, deliveryMode }: Profile): string {
  const kind = kinds.get(deliveryMode ?? "");
  return `${name || code} (${kind ? `${code}, ${kind}` : code})`;
}

/** `mapped` is the staff member that Lightspeed uses for online orders; undefined: not known. */
export function staffHint(mapped: string | null | undefined): string {
  if (mapped === undefined)
    return "Who online orders are booked on. Leave it empty to use the one set in the Lightspeed Back Office.";
  if (mapped === null)
    return "Lightspeed has nobody set for online orders here. Enter a staff ID, or set one in the Lightspeed Back Office.";
  return `Leave it empty to book online orders on staff member ${mapped}, as set in Lightspeed.`;
}
