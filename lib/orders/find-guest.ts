import { z } from "zod";
import { withTenant } from "@/db/client";
import { type GuestContact, listOrdersOfGuest } from "@/db/queries/guests";
import type { Actor } from "@/lib/auth/roles";
import type { Region } from "@/lib/format";
import type { Services } from "@/lib/services";
import { eraseGuest, needsGuest } from "./erase-guest";

/** As many as are shown, and erased by one press. */
const MOST = 100;

const WANTED = "Enter an e-mail address, or a phone number with its country code (+32…).";

/** An e-mail address or a phone number, as a person writes it. */
export const guestContact = z
  .string()
  .trim()
  .max(254)
  .transform((text, context): GuestContact => {
    const email = z.email().safeParse(text);
    if (email.success) return { email: email.data.toLowerCase() };
    const phone = text.replaceAll(/[\s().\-/]/g, "").replace(/^00/, "+");
    if (/^\+[1-9]\d{5,14}$/.test(phone)) return { phone };
    context.addIssue({ code: "custom", message: WANTED });
    return z.NEVER;
  });

export type GuestOrders = {
  orders: {
    id: string;
    number: string;
    at: string;
    location: string;
    region: Region;
    /** Not over, or its money is still to go back by itself: erased only afterwards. */
    open: boolean;
  }[];
  /** There are more than these. */
  more: boolean;
};

/** All orders in which a guest left this address or number, newest first. */
export async function findGuestOrders(
  { db }: Pick<Services, "db">,
  merchantId: string,
  contact: GuestContact,
): Promise<GuestOrders> {
  const rows = await withTenant(db, merchantId, (tx) => listOrdersOfGuest(tx, contact, MOST + 1));
  return {
    orders: rows
      .slice(0, MOST)
      .map(({ id, number, status, refundDueAt, createdAt, locationName, country, timeZone }) => ({
        ...{ id, number, at: createdAt.toISOString(), location: locationName, region: { country, timeZone } },
        open: needsGuest({ status, refundDueAt }),
      })),
    more: rows.length > MOST,
  };
}

/** Erases what is over of them; says what is left. */
export async function eraseGuestEverywhere(
  services: Pick<Services, "db" | "now">,
  actor: Actor,
  contact: GuestContact,
): Promise<{ erased: number; left: GuestOrders }> {
  const { orders } = await findGuestOrders(services, actor.merchantId, contact);
  const over = orders.filter(({ open }) => !open);
  for (const { id } of over) await eraseGuest(services, actor, { orderId: id });
  return { erased: over.length, left: await findGuestOrders(services, actor.merchantId, contact) };
}
