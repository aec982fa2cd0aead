import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { type ConsumedRequest, consumeAuthorizationRequest, isFlowKnown } from "@/db/queries/authorization-requests";
import { lockConnection } from "@/db/queries/connections";
import { isUniqueViolation } from "@/db/queries/unique-violation";
import type { BusinessSnapshot, LogStep, PendingAuthorization } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { SealBrokenError } from "@/lib/crypto/sealed-box";
import { KSeriesError, OAuthError, type TokenSet } from "@/lib/k-series";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { adoptConsent, type Consent, currentBusiness } from "./adopt-consent";
import { isTimely, readState } from "./authorization-state";
import { BUSINESS_UNREAD, type ConnectOutcomeCode, connectOutcomes, NO_BUSINESS } from "./connect-outcomes";
import { giveBack, giveBackPending } from "./give-back";
import { kSeriesWith } from "./k-series-for";
import { writeLog } from "./log";
import { parkAuthorization } from "./park-authorization";
import { toSnapshot } from "./read-businesses";
import { openVerifier } from "./token-sealing";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** Ends an attempt with a word for the merchant; everything before it that was written stays written. */
class ConnectRefusal extends Error {
  override readonly name = "ConnectRefusal";
  constructor(
    readonly outcome: ConnectOutcomeCode,
    readonly detail: string | null = null,
  ) {
    super(outcome);
  }
}

export type Callback = {
  /** Whoever the browser is signed in as, now. */
  actor: Actor | null;
  parameters: URLSearchParams;
};

/**
 * The authorization response. Order of the checks (design 5): session, signature of the state, age, the flow taken out of play,
 * whose it is; only then a token request. Any mismatch burns the flow and changes nothing else.
 */
export async function completeAuthorization(
  services: Needs,
  { actor, parameters }: Callback,
): Promise<ConnectOutcomeCode> {
  const steps: LogStep[] = [];
  let flow: ConsumedRequest | null = null;
  try {
    const states = parameters.getAll("state");
    const state = states.length === 1 ? readState(services.lightspeed.clientSecret, states[0] ?? "") : null;
    if (!state) throw new ConnectRefusal(actor ? "invalid_state" : "not_signed_in", "the state is not one of ours");
    flow = await consumeAuthorizationRequest(services.db, state.flowId, services.now());
    checkFlow(services, actor, flow, isTimely(state, services.now()));
    if (!actor || !flow?.codeVerifier) throw new ConnectRefusal("invalid_state", "the flow is not known");
    const response = services.oauth.checkAuthorizationResponse(parameters, states[0] ?? "");
    const verifier = openVerifier(services.keyring, flow, flow.codeVerifier);
    const record = (step: LogStep) => steps.push(step);
    const tokens = await services.oauth.exchangeCode(response, verifier, { record });
    const businesses = await listBusinesses(services, actor.merchantId, tokens, record);
    return await settle(services, { actor, flow, steps }, { tokens, businesses, by: actor });
  } catch (error) {
    return await conclude(services, { actor, flow, steps }, error);
  }
}

function checkFlow(services: Needs, actor: Actor | null, flow: ConsumedRequest | null, timely: boolean): void {
  if (!actor) throw new ConnectRefusal("not_signed_in");
  if (!flow) throw new ConnectRefusal("invalid_state", "the flow is not known");
  const { merchantId, userId, sessionId, environment, outcome } = flow;
  if (merchantId !== actor.merchantId || userId !== actor.userId || sessionId !== actor.sessionId) {
    throw new ConnectRefusal("wrong_session", "started by another session, user or merchant");
  }
  if (environment !== services.lightspeed.environment) throw new ConnectRefusal("wrong_environment");
  if (outcome !== "consumed") throw new ConnectRefusal(outcome);
  if (!timely) throw new ConnectRefusal("expired");
  // The role as of now: it may have been taken away while the person was at Lightspeed.
  if (!can(actor, "connection.manage")) throw new ConnectRefusal("no_permission");
}

async function listBusinesses(
  services: Needs,
  merchantId: string,
  { accessToken }: TokenSet,
  record: (step: LogStep) => void,
): Promise<BusinessSnapshot[] | null> {
  try {
    return toSnapshot(await kSeriesWith(services, { merchantId, accessToken, record }).businesses.list({}));
  } catch (error) {
    if (error instanceof KSeriesError) return null;
    throw error;
  }
}

type Grant = { actor: Actor; flow: ConsumedRequest; steps: LogStep[] };

async function settle(services: Needs, { actor, flow, steps }: Grant, consent: Consent): Promise<ConnectOutcomeCode> {
  const dropped: PendingAuthorization[] = [];
  try {
    const settled = await withTenant(services.db, actor.merchantId, async (tx) => {
      const connection = await lockConnection(tx, services.lightspeed.environment);
      // Delete cancels sign-ins in progress: also one that was waiting for Lightspeed's answer.
      if (!(await isFlowKnown(tx, flow.id)))
        throw new ConnectRefusal("replaced", "the integration was deleted meanwhile");
      const current = currentBusiness(connection);
      const { businesses, tokens } = consent;
      if (current && businesses && businesses.length > 0 && !businesses.some(({ id }) => id === current.id)) {
        dropped.push(...(await parkAuthorization(services, tx, { userId: actor.userId, tokens, businesses })));
        await writeLog(tx, services.now(), {
          level: "warning",
          operation: "Connect",
          message: `${actor.userName} signed in to another Lightspeed business. Waiting for a decision on the Settings tab.`,
          steps,
        });
        return "choose_business";
      }
      await adoptConsent(services, tx, consent);
      const outcome = businesses && businesses.length > 0 ? "connected" : "business_missing";
      await writeLog(tx, services.now(), {
        level: outcome === "connected" ? "info" : "warning",
        operation: "Connect",
        message:
          outcome === "connected"
            ? `${actor.userName} connected Lightspeed.`
            : businesses
              ? NO_BUSINESS
              : BUSINESS_UNREAD,
        steps,
      });
      await appendAudit(tx, {
        merchantId: tx.merchantId,
        actor,
        action: "connection.connected",
        detail: { scopes: tokens.scopes, businesses: businesses?.map(({ id }) => id) ?? [] },
      });
      return outcome;
    });
    for (const choice of dropped) await giveBackPending(services, choice, [consent.tokens.refreshToken]);
    return settled;
  } catch (error) {
    // Not given back: it may be the same Lightspeed user who connected that business for the other merchant.
    if (isUniqueViolation(error, "connections_business_uq")) throw new ConnectRefusal("business_taken");
    if (error instanceof ConnectRefusal) await giveBack(services, actor.merchantId, consent.tokens.refreshToken);
    throw error;
  }
}

type Attempt = { actor: Actor | null; flow: ConsumedRequest | null; steps: LogStep[] };

/** Tells the merchants concerned: whoever started the flow, and whoever tried to finish it. Never with a word of the other one. */
async function conclude(services: Needs, { actor, flow, steps }: Attempt, error: unknown): Promise<ConnectOutcomeCode> {
  const refusal = toRefusal(error);
  if (!refusal) throw error;
  const { outcome, detail } = refusal;
  const { message } = connectOutcomes[outcome];
  const level = outcome === "denied" || outcome === "already_used" ? ("info" as const) : ("warning" as const);
  const concerned = new Set([flow?.merchantId, actor?.merchantId].filter((id) => id !== undefined));
  for (const merchantId of concerned) {
    await withTenant(services.db, merchantId, async (tx) => {
      await writeLog(tx, services.now(), { level, operation: "Connect", message, steps });
      // A forged address has no flow: anybody can make a browser open one, so it must not fill the audit trail.
      if (!flow) return;
      await appendAudit(tx, {
        merchantId,
        actor: actor?.merchantId === merchantId ? actor : null,
        action: "connection.refused",
        ...(flow.merchantId === merchantId ? { subject: flow.id } : {}),
        detail: { outcome, detail },
      });
    });
  }
  return outcome;
}

function toRefusal(error: unknown): ConnectRefusal | null {
  if (error instanceof ConnectRefusal) return error;
  if (error instanceof SealBrokenError) {
    log.error({ error }, "a stored code verifier does not open");
    return new ConnectRefusal("invalid_state", "the stored code verifier does not open");
  }
  if (!(error instanceof OAuthError)) return null;
  if (error.operation === "oauth.authorize") {
    if (error.kind !== "refused") return new ConnectRefusal("invalid_state", error.reason);
    return new ConnectRefusal(error.code === "access_denied" ? "denied" : "exchange_refused", error.reason);
  }
  const outcomes = {
    refused: "exchange_refused",
    client: "client_refused",
    transient: "no_answer",
    invalid_response: "answer_unusable",
  } as const;
  return new ConnectRefusal(outcomes[error.kind], error.reason);
}
