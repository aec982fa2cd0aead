import { createHash } from "node:crypto";
import { withTenant } from "@/db/client";
import { adoptWebhookEvent, type ClaimedEvent, claimIdempotencyKey } from "@/db/queries/webhook-work";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { kindsOf } from "./kind-of";
import type { HandlerOutcome, NotificationHandlers, StoredNotification } from "./notification-handler";
import { parseNotification } from "./read-notification";
import { TEST_TYPE } from "./test-type";

export type EventOutcome = {
  result: HandlerOutcome["result"] | "refused";
  what: string;
  /** Whose it turned out to be. */
  merchantId: string | null;
};

/** Decides whose an event is and hands it to who knows its kind. Safe to run again at any time. */
export async function handleEvent(
  services: Services,
  handlers: NotificationHandlers,
  event: ClaimedEvent,
): Promise<EventOutcome> {
  const { byReference, byLocation, connection } = event;
  const merchantId = event.merchantId ?? byReference ?? byLocation;
  if (merchantId === null) {
    return { result: "parked", what: "Nothing in it names an order or a location that is known here.", merchantId };
  }
  if (event.merchantId === null) await adoptWebhookEvent(services.db, event, merchantId);
  if ([byReference, byLocation].some((other) => other !== null && other !== merchantId)) {
    log.error({ eventId: event.id, merchantId }, "a notification names what belongs to another merchant");
    return { result: "refused", what: "It names an order or a location that is not this account's.", merchantId };
  }
  const reason = refusalOf(event, connection) ?? ((await isRepeat(services, event, merchantId)) ? "repeat" : null);
  if (reason) return { result: "ignored", what: notHandled[reason], merchantId };
  return { ...(await dispatch(services, handlers, event, merchantId)), merchantId };
}

/** After Delete nothing acts, and nothing of another environment ever does. */
function refusalOf(event: ClaimedEvent, connection: ClaimedEvent["connection"]): "off" | "elsewhere" | null {
  if (!connection || connection.status === "disabled" || connection.status === "not_connected") return "off";
  return connection.environment === event.environment ? null : "elsewhere";
}

/** A true repeat has the key of an earlier one and says the same with as good a witness. */
async function isRepeat(
  { db }: Pick<Services, "db">,
  { id: eventId, idempotencyKey: key, verified, body }: ClaimedEvent,
  merchantId: string,
): Promise<boolean> {
  if (key === null) return false;
  const digest = createHash("sha256").update(`${verified}\n${body}`).digest("hex");
  return withTenant(db, merchantId, async (tx) => (await claimIdempotencyKey(tx, { key, eventId, digest })) !== null);
}

async function dispatch(
  services: Services,
  handlers: NotificationHandlers,
  event: ClaimedEvent,
  merchantId: string,
): Promise<HandlerOutcome> {
  const body = parseNotification(event.body);
  const notification: StoredNotification = {
    eventId: event.id,
    merchantId,
    environment: event.environment,
    verified: event.verified,
    type: event.type,
    status: event.vendorStatus,
    reference: event.reference,
    businessLocationId: event.businessLocationId,
    accountIdentifier: event.accountIdentifier,
    body,
    receivedAt: event.receivedAt,
  };
  if (event.type === TEST_TYPE)
    return { result: "processed", what: "A test from the Webhooks page. It changes nothing." };
  const kinds = kindsOf(event.type, body);
  let outcome: HandlerOutcome = {
    result: "ignored",
    what: `Upvendo does not use messages of type ${event.type ?? "(none)"}.`,
  };
  for (const kind of kinds) {
    const handler = handlers[kind];
    outcome = handler
      ? await handler(services, notification)
      : { result: "parked", what: "It is kept until it can be matched." };
    if (outcome.result !== "parked") return outcome;
  }
  return outcome;
}

const notHandled = {
  off: "Lightspeed is not connected, so nothing was done.",
  elsewhere: "It comes from another Lightspeed environment than the one connected.",
  repeat: "A repeat of a message that came before.",
};
