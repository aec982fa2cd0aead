import type { OrderChannel } from "@/db/schema";
import { findCaller } from "@/lib/orders/api-keys";
import type { Services } from "@/lib/services";
import { LOOK_MS } from "@/lib/visit-times";
import { readGuestToken, type Visit } from "./guest-token";

/** Who speaks to the order API: a channel by its key, or a guest by the token of a visit. */
export type ChannelCaller = {
  /** Of the key or of the visit: what is ordered is this caller's. */
  id: string;
  merchantId: string;
  locationId: string;
  channel: OrderChannel;
  name: string;
  /** Null: a channel, which is trusted with prices and sees every order of its location. */
  visit: Visit | null;
};

/** By the header `Authorization: Bearer upv_…` or `upg_…`; null for nobody we know. `toLook`: also a guest whose visit was over a while ago. */
export async function findChannelCaller(
  services: Pick<Services, "db" | "keyring" | "now">,
  authorization: string | null,
  { toLook = false }: { toLook?: boolean } = {},
): Promise<ChannelCaller | null> {
  const [, token = ""] = /^Bearer (\S+)$/i.exec(authorization ?? "") ?? [];
  if (token.startsWith("upg_")) {
    const visit = readGuestToken(services.keyring, token, services.now(), toLook ? LOOK_MS : 0);
    return visit && { ...visit, name: "Guest", visit };
  }
  const key = await findCaller(services, authorization);
  return key && { ...key, visit: null };
}
