import type { TenantTransaction } from "@/db/client";
import { storeConsent } from "@/db/queries/connection-tokens";
import { lockConnection, setInHouseProvider } from "@/db/queries/connections";
import { deactivateLocationLinks } from "@/db/queries/location-links";
import type { BusinessSnapshot, Connection } from "@/db/schema";
import { enqueue } from "@/lib/jobs/task";
import type { TokenSet } from "@/lib/k-series";
import { endpointQueue, prepareEndpointTask } from "@/lib/lightspeed/webhooks/endpoint-tasks";
import type { Services } from "@/lib/services";
import { closePlaceIssues, settleConnection } from "./connection-issues";
import { refreshDelay } from "./token-schedule";
import { sealTokens } from "./token-sealing";

export type Consent = {
  tokens: TokenSet;
  /** Null: they could not be read, and the merchant is told so. */
  businesses: BusinessSnapshot[] | null;
  by: { userId: string; userName: string };
};

/** The business that the connection uses now, where it still counts: after Delete there is none to protect. */
export function currentBusiness({ status, businessId, businessName }: Connection): { id: string; name: string } | null {
  return businessId !== null && status !== "disabled" && status !== "not_connected"
    ? { id: businessId, name: businessName ?? "" }
    : null;
}

/** The same business as before if the token sees it, else the first that Lightspeed lists (product document). */
export function pickBusiness(
  connection: Connection,
  businesses: BusinessSnapshot[],
): { id: string; name: string } | null {
  const found = businesses.find(({ id }) => id === connection.businessId) ?? businesses[0];
  return found ? { id: found.id, name: found.name } : null;
}

/** Stores a consent whole: vault, business, scopes, in-house channel, and the order to register the webhook endpoint. Throws a unique violation where another tenant holds the business. */
export async function adoptConsent(
  services: Pick<Services, "keyring" | "lightspeed" | "now">,
  tx: TenantTransaction,
  consent: Consent,
): Promise<void> {
  const { environment } = services.lightspeed;
  const connection = await lockConnection(tx, environment);
  const { tokens, businesses, by } = consent;
  const business = businesses ? pickBusiness(connection, businesses) : currentBusiness(connection);
  await storeConsent(tx, {
    ...sealTokens(services.keyring, "connections", connection, tokens),
    accessLifetime: tokens.accessLifetime,
    refreshLifetime: tokens.refreshLifetime,
    refreshInSeconds: refreshDelay(tokens.accessLifetime, tokens.refreshLifetime),
    scopes: tokens.scopes,
    environment,
    business,
    businesses: businesses ?? connection.businesses,
    businessesRead: businesses !== null,
    problem:
      businesses && business
        ? null
        : {
            code: "business_missing",
            detail: businesses ? "the account has no business" : "the list of businesses could not be read",
          },
    connectedById: by.userId,
    connectedByName: by.userName,
  });
  // Links to another business cannot act any more; they stay for the case that it comes back.
  const stopped = business ? await deactivateLocationLinks(tx, business.id) : [];
  const [proof, at] = [`${by.userName} connected Lightspeed.`, services.now()];
  await closePlaceIssues(tx, { locationIds: stopped, proof, at });
  // The list came by a call with the new permission: it works.
  if (businesses) await settleConnection(tx, proof, at);
  await setInHouseProvider(tx, "lightspeed");
  const { merchantId } = tx;
  await enqueue(
    tx,
    prepareEndpointTask,
    { merchantId },
    { key: `webhooks:${merchantId}`, ...endpointQueue(merchantId) },
  );
}
