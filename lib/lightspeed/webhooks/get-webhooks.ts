import { readTenant, type TenantTransaction } from "@/db/client";
import { findConnection } from "@/db/queries/connections";
import { type LocationWithLink, listLocationsWithLinks } from "@/db/queries/location-links";
import { findEndpoint, findEndpointInGrace, listWebhookLinks } from "@/db/queries/webhook-endpoints";
import type { StoredWebhookEndpoint, WebhookLink } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import { unreachableBecause } from "./reachability";
import type { EndpointPlaceView, EndpointView, WebhooksView } from "./webhook-view-types";

/** What the Webhooks page shows of the endpoint. Asks our own database only. */
export async function getWebhooks({ db }: Pick<Services, "db">, actor: Actor): Promise<WebhooksView> {
  return readTenant(db, actor.merchantId, (tx) => readWebhooks(tx, actor));
}

export async function readWebhooks(tx: TenantTransaction, actor: Pick<Actor, "role">): Promise<WebhooksView> {
  const [connection, endpoint, locations, inGrace] = await Promise.all([
    findConnection(tx),
    findEndpoint(tx),
    listLocationsWithLinks(tx),
    findEndpointInGrace(tx),
  ]);
  const links = endpoint ? await listWebhookLinks(tx, endpoint.id) : [];
  const oldAccepted = inGrace !== null;
  return {
    connected: connection !== null && ["connected", "degraded"].includes(connection.status),
    endpoint: endpoint && { ...toView(endpoint, can(actor, "connection.manage")), oldAccepted },
    places: locations.flatMap((location) => toPlace(location, links)),
  };
}

function toView(endpoint: StoredWebhookEndpoint, whole: boolean): Omit<EndpointView, "oldAccepted"> {
  const { endpointId, url, status, registeredAt, lastReadAt } = endpoint;
  return {
    status: status === "removed" ? "failed" : status,
    url: whole ? url : url.replace(endpointId, `…${endpointId.slice(-4)}`),
    unreachable: unreachableBecause(url),
    withCredentials: endpoint.withBasicAuth,
    flags: [
      { name: "The check in each notification", on: endpoint.provideAccount },
      { name: "Lines of the check", on: endpoint.expandTransactions },
      { name: "Payments of the check", on: endpoint.expandPayments },
    ],
    subscriptions: endpoint.subscriptions,
    registeredAt: registeredAt?.toISOString() ?? null,
    lastReadAt: lastReadAt?.toISOString() ?? null,
    // The address as Lightspeed has it may hold the id too.
    drift:
      endpoint.drift?.map((one) =>
        whole ? one : { ...one, ours: one.ours.replace(endpointId, "…"), theirs: one.theirs.replace(endpointId, "…") },
      ) ?? null,
    problem: endpoint.problem,
  };
}

function toPlace({ locationName, link }: LocationWithLink, links: WebhookLink[]): EndpointPlaceView[] {
  if (!link?.active) return [];
  const { businessLocationId, businessLocationName } = link;
  const known = links.find((one) => one.businessLocationId === businessLocationId);
  const state = !known ? "waiting" : !known.wanted ? "off" : known.linked ? "linked" : "failed";
  return [
    {
      ...{ businessLocationId, name: businessLocationName, locationName, state },
      ...{ warnings: known?.warnings ?? [], problem: known?.problem ?? null },
    },
  ];
}
