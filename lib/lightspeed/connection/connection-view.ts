import { readTenant } from "@/db/client";
import { findOpenAuthorizationRequest, findPendingAuthorization } from "@/db/queries/authorization-requests";
import { findConnectionTest, findNewestReceipt } from "@/db/queries/connection-tests";
import { findConnection } from "@/db/queries/connections";
import { type LocationWithLink, listLocationsWithLinks } from "@/db/queries/location-links";
import type { Connection, PendingAuthorization } from "@/db/schema";
import type { Services } from "@/lib/services";
import type {
  ConnectionStatus,
  ConnectionView,
  LocationLinkView,
  PendingChoiceView,
  ProblemView,
  TokenLifeView,
} from "./connection-view-types";
import { isProblemCode, problems } from "./problems";
import { toReceiptView } from "./receipt-view";
import { compareScopes, missingScopes } from "./scopes";

type Needs = Pick<Services, "db" | "oauth" | "now" | "lightspeed">;

/** Everything that `/lightspeed` shows about the connection, from our own database only. */
export async function getConnectionView(services: Needs, merchantId: string): Promise<ConnectionView> {
  const now = services.now();
  return readTenant(services.db, merchantId, async (tx) => {
    // One connection, so these travel one behind the other without waiting for each answer.
    const [connection, links, test, flow, pending, receipt] = await Promise.all([
      findConnection(tx),
      listLocationsWithLinks(tx),
      findConnectionTest(tx),
      findOpenAuthorizationRequest(tx, now),
      findPendingAuthorization(tx, now),
      findNewestReceipt(tx),
    ]);
    const status = deriveStatus(connection, { flowOpen: flow !== null, environment: services.lightspeed.environment });
    const live = connection !== null && !["not_connected", "connecting", "disabled"].includes(status);
    return {
      status,
      environment: connection?.environment ?? services.lightspeed.environment,
      redirectUri: services.oauth.config.redirectUri,
      problem: live ? toProblem(connection, services.lightspeed.environment) : null,
      business:
        live && connection.businessId ? { id: connection.businessId, name: connection.businessName ?? "" } : null,
      businesses: live ? connection.businesses : [],
      businessesReadAt: live ? iso(connection.businessesReadAt) : null,
      scopes: compareScopes(live ? connection.scopes : []),
      connectedByName: live ? connection.connectedByName : null,
      connectedAt: live ? iso(connection.connectedAt) : null,
      lastChecked:
        connection?.lastCheckedAt && live
          ? {
              at: connection.lastCheckedAt.toISOString(),
              ok: connection.lastCheckOk ?? false,
              error: connection.lastCheckError,
            }
          : null,
      tokenLife: live ? toTokenLife(connection) : null,
      links: links.map(toLink),
      pendingChoice: connection && pending ? toChoice(connection, pending) : null,
      receipt: receipt && !live ? toReceiptView(receipt) : null,
      test: {
        running: test?.running ?? false,
        testedAt: iso(test?.testedAt ?? null),
        durationMs: test?.durationMs ?? null,
        results: test?.results ?? [],
      },
    };
  });
}

/**
 * `connecting`, "with problems" for missing permissions, and that a connection is another environment's follow from what is stored; they are no
 * states of their own.
 */
export function deriveStatus(
  connection: Pick<Connection, "status" | "scopes" | "environment"> | null,
  { flowOpen, environment }: { flowOpen: boolean; environment: Connection["environment"] },
): ConnectionStatus {
  const status = connection?.status ?? "not_connected";
  if (status === "not_connected" || status === "disabled") return flowOpen ? "connecting" : status;
  if (connection && connection.environment !== environment) return "needs_reauthorization";
  if (status === "connected" && connection && missingScopes(connection.scopes).length > 0) return "degraded";
  return status;
}

function toProblem(connection: Connection, environment: Connection["environment"]): ProblemView | null {
  const { problem, problemSince, scopes, status } = connection;
  if (connection.environment !== environment)
    return { code: "other_environment", ...problems.other_environment, since: null };
  if (problem && isProblemCode(problem)) return { code: problem, ...problems[problem], since: iso(problemSince) };
  if (status === "connected" && missingScopes(scopes).length > 0)
    return { code: "scopes_missing", ...problems.scopes_missing, since: null };
  return null;
}

function toTokenLife({
  accessToken,
  accessExpiresAt,
  refreshedAt,
  refreshDueAt,
  refreshExpiresAt,
}: Connection): TokenLifeView | null {
  if (!accessToken || !accessExpiresAt) return null;
  return {
    expiresAt: accessExpiresAt.toISOString(),
    refreshedAt: iso(refreshedAt),
    nextRefreshAt: iso(refreshDueAt),
    refreshTokenExpiresAt: iso(refreshExpiresAt),
  };
}

function toChoice(
  { businessId, businessName }: Connection,
  { businesses, expiresAt }: PendingAuthorization,
): PendingChoiceView {
  return {
    current: { id: businessId ?? "", name: businessName ?? "" },
    found: businesses,
    expiresAt: expiresAt.toISOString(),
  };
}

const toLink = ({ link, ...location }: LocationWithLink): LocationLinkView => {
  if (!link) return { ...location, link };
  const { businessLocationId, businessLocationName, businessId, active } = link;
  return { ...location, link: { businessLocationId, businessLocationName, businessId, active } };
};

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null;
