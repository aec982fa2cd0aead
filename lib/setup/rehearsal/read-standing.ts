import type { TenantTransaction } from "@/db/client";
import { findLocation } from "@/db/queries/locations";
import { findEndpoint, listWebhookLinks } from "@/db/queries/webhook-endpoints";
import { readAccount, readPlace } from "@/lib/channels/read-place";
import type { Services } from "@/lib/services";
import type { Standing } from "./judge-standing";

/** From our own tables; null where the merchant has no such location. */
export async function readStanding(
  { now, lightspeed }: Pick<Services, "now" | "lightspeed">,
  tx: TenantTransaction,
  locationId: string,
): Promise<Standing | null> {
  const location = await findLocation(tx, locationId);
  if (!location) return null;
  const account = await readAccount(tx, lightspeed.environment);
  const endpoint = await findEndpoint(tx);
  return {
    now: now(),
    place: await readPlace(tx, account, { locationId, location }),
    endpoint,
    webhookLinks: endpoint ? await listWebhookLinks(tx, endpoint.id) : [],
  };
}
