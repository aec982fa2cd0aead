import { randomUUID } from "node:crypto";
import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { replaceAuthorizationRequest } from "@/db/queries/authorization-requests";
import { countActiveLocations } from "@/db/queries/location-links";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { FLOW_LIFETIME_MS, signState } from "./authorization-state";
import { SIGN_IN_BEGUN } from "./connect-outcomes";
import { writeLog } from "./log";
import { sealVerifier } from "./token-sealing";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed">;

/** Opens a flow, in place of the merchant's older one if any, and returns where the browser must go. */
export async function startAuthorization(services: Needs, actor: Actor): Promise<{ url: string }> {
  if (!can(actor, "connection.manage"))
    throw new AppError("forbidden", "Only owners and managers can connect Lightspeed.");
  const { merchantId, sessionId, userId } = actor;
  const flowId = randomUUID();
  const issuedAt = services.now();
  const codeVerifier = services.oauth.newCodeVerifier();
  await withTenant(services.db, merchantId, async (tx) => {
    if ((await countActiveLocations(tx)) === 0) {
      throw new AppError("conflict", "Create a location first: Lightspeed does not import locations into Upvendo.");
    }
    await replaceAuthorizationRequest(tx, {
      id: flowId,
      userId,
      sessionId,
      environment: services.lightspeed.environment,
      codeVerifier: sealVerifier(services.keyring, { id: flowId, merchantId }, codeVerifier),
      createdAt: issuedAt,
      expiresAt: new Date(issuedAt.getTime() + FLOW_LIFETIME_MS),
    });
    await writeLog(tx, issuedAt, {
      level: "info",
      operation: "Connect",
      message: `${actor.userName} ${SIGN_IN_BEGUN}`,
    });
    await appendAudit(tx, { merchantId: tx.merchantId, actor, action: "connection.started", subject: flowId });
  });
  const state = signState(services.lightspeed.clientSecret, { merchantId, issuedAt, flowId });
  return { url: await services.oauth.authorizationUrl({ state, codeVerifier }) };
}
