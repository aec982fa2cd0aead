import { randomUUID } from "node:crypto";
import { withTenant } from "@/db/client";
import { saveChannel } from "@/db/queries/channels";
import { updateLocation } from "@/db/queries/locations";
import type { OpeningHours } from "@/db/schema";
import { type ChannelCaller, findChannelCaller } from "@/lib/guest/find-channel-caller";
import { type GuestChannel, guestChannels } from "@/lib/guest/guest-token";
import { startVisit } from "@/lib/guest/start-visit";
import { startMenuSync } from "@/lib/lightspeed/menu/start-sync";
import { syncMenus } from "@/lib/lightspeed/menu/sync-menus";
import { weekdays } from "@/lib/locations/location-input";
import { findKioskCode, replaceKioskCode } from "@/lib/orders/kiosk-code";
import { signTableCode } from "@/lib/orders/table-code";
import { assignLocations } from "@/lib/payments/profiles/assign-locations";
import { createProfile } from "@/lib/payments/profiles/create-profile";
import type { Stage } from "./connection-stage";
import { switchAllOn } from "./open-channels";
import { createOrderMerchant, type OrderMerchant } from "./order-stage";

export const allDay = Object.fromEntries(
  weekdays.map((day) => [day, { open: "00:00", close: "00:00" }]),
) as OpeningHours;

/** A merchant that guests can order from: till, menus read, Stripe assigned, open. */
export async function createGuestMerchant(stage: Stage): Promise<OrderMerchant> {
  const merchant = await createOrderMerchant(stage);
  const { actor, locationId, placeId } = merchant;
  const { merchantId } = actor;
  await withTenant(stage.services.db, merchantId, async (tx) => {
    await updateLocation(tx, locationId, { openingHours: allDay });
    for (const channel of guestChannels) await saveChannel(tx, { locationId, channel }, { on: true });
  });
  await startMenuSync(stage.services, actor, { locationId });
  await syncMenus(stage.services, { merchantId, placeId });
  const { secretKey } = await stage.sandbox.control<{ secretKey: string }>("POST", "/payments/accounts", {
    provider: "stripe",
  });
  const { id } = await createProfile(stage.services, actor, {
    ...{ provider: "stripe", name: `Cards ${randomUUID().slice(0, 8)}`, country: "BE", secretKey },
  });
  await assignLocations(stage.services, actor, { id, locationIds: [locationId] });
  await switchAllOn(stage, merchant);
  return merchant;
}

/** A guest who has just come in. */
export async function guestAt(
  { services }: Stage,
  { actor, locationId }: Pick<OrderMerchant, "actor" | "locationId">,
  channel: GuestChannel = "table_qr",
): Promise<ChannelCaller> {
  const code = await codeFor(services, actor, { locationId, channel });
  const body = { location: locationId, channel, ...(code === null ? {} : { code }) };
  const answer = await startVisit(services, { body, network: "192.0.2.1" });
  const { token } = answer.body as { token: string };
  const guest = await findChannelCaller(services, `Bearer ${token}`);
  if (!guest) throw new Error(`the guest was not let in: ${JSON.stringify(answer.body)}`);
  return guest;
}

async function codeFor(
  services: Stage["services"],
  actor: OrderMerchant["actor"],
  { locationId, channel }: { locationId: string; channel: GuestChannel },
): Promise<string | null> {
  if (channel === "kiosk") return kioskCode(services, actor, { locationId });
  const { merchantId } = actor;
  return channel === "table_qr" ? signTableCode(services, { merchantId, locationId, tableNumber: "12" }) : null;
}

/** What opens a kiosk there; made where nobody has yet. */
export async function kioskCode(
  services: Stage["services"],
  actor: OrderMerchant["actor"],
  { locationId }: { locationId: string },
): Promise<string> {
  const find = () => findKioskCode(services, { merchantId: actor.merchantId, locationId });
  if (!(await find())) await replaceKioskCode(services, actor, { locationId });
  return (await find())?.code ?? "";
}
