"use server";

import { revalidatePath } from "next/cache";
import type { GuestDataState } from "@/components/settings/guests/guest-data-form";
import { actionActor } from "@/lib/auth/action";
import { fieldText, formFrom } from "@/lib/form";
import { eraseGuestEverywhere, findGuestOrders, guestContact } from "@/lib/orders/find-guest";
import { services } from "@/lib/services";

/** Looks for a guest, or erases what was found: which one stands in the button that was pressed. Contact data never goes into an address. */
export async function guestDataAction(_state: GuestDataState, given: FormData): Promise<GuestDataState> {
  const actor = await actionActor("orders.manage");
  const form = formFrom(given);
  const contact = fieldText(form, "contact");
  const parsed = guestContact.safeParse(contact);
  if (!parsed.success)
    return { contact, error: parsed.error.issues[0]?.message ?? "Check the field.", found: null, erased: null };
  if (fieldText(form, "do") !== "erase")
    return {
      ...{ contact, error: null, erased: null },
      found: await findGuestOrders(services(), actor.merchantId, parsed.data),
    };
  const { erased, left } = await eraseGuestEverywhere(services(), actor, parsed.data);
  revalidatePath("/orders", "layout");
  return { contact, error: null, erased, found: left };
}
