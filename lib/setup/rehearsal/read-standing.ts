import type { TenantTransaction } from "@/db/client";
import { findLocation } from "@/db/queries/locations";
import { findEndpoint, listWebhookLinks } from "@/db/queries/webhook-endpoints";
import type { Location, StoredWebhookEndpoint, WebhookLink } from "@/db/schema";
import { type AccountFacts, readAccount, readPlace } from "@/lib/channels/read-place";
import type { Services } from "@/lib/services";
import type { Standing } from "./judge-standing";

/** From our own tables; null where the merchant has no such location. */
export async function readStanding(
  { now, lightspeed }: Pick<Services, "now" | "lightspeed">,
  tx: TenantTransaction,
  locationId: string,
): Promise<Standing | null> {
  const [found, location] = await Promise.all([readHouse(lightspeed, tx), findLocation(tx, locationId)]);
  return location && standingAt(tx, found, location, now());
}

type House = { account: AccountFacts; endpoint: StoredWebhookEndpoint | null; webhookLinks: WebhookLink[] };

/** What all locations of the merchant stand on. */
export async function readHouse(
  { environment }: Pick<Services["lightspeed"], "environment">,
  tx: TenantTransaction,
): Promise<House> {
  const [account, endpoint] = await Promise.all([readAccount(tx, environment), findEndpoint(tx)]);
  return { account, endpoint, webhookLinks: endpoint ? await listWebhookLinks(tx, endpoint.id) : [] };
}

export async function standingAt(
  tx: TenantTransaction,
  { account, ...house }: House,
  location: Location,
  now: Date,
): Promise<Standing> {
  return { now, ...house, place: await readPlace(tx, account, { locationId: location.id, location }) };
}
