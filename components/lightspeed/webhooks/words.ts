import type { Tone } from "@/components/ui/badge";
import type { DeliveryListItem, EndpointPlaceView, EndpointView } from "@/lib/lightspeed/webhooks/webhook-view-types";

type Words = { text: string; tone: Tone };

export const statusWords: Record<DeliveryListItem["status"], Words> = {
  received: { text: "Waiting", tone: "neutral" },
  processed: { text: "Done", tone: "positive" },
  parked: { text: "Waits for its order", tone: "warning" },
  ignored: { text: "Not used", tone: "neutral" },
  dead: { text: "Failed for good", tone: "negative" },
};

export const verdictWords: Record<"verified" | "unverified", Words> = {
  verified: { text: "Verified", tone: "positive" },
  unverified: { text: "Unverified", tone: "warning" },
};

export const endpointWords: Record<EndpointView["status"], Words> = {
  pending: { text: "Being registered", tone: "neutral" },
  registered: { text: "Registered", tone: "positive" },
  failed: { text: "Not registered", tone: "negative" },
};

export const placeWords: Record<EndpointPlaceView["state"], Words> = {
  linked: { text: "Sends events", tone: "positive" },
  off: { text: "Switched off", tone: "neutral" },
  waiting: { text: "Being linked", tone: "neutral" },
  failed: { text: "Does not send", tone: "negative" },
};

const types = new Map([
  ["ORDER", "Order"],
  ["ACCOUNT", "Check"],
  ["PAYMENT", "Payment"],
  ["ITEM", "Item availability"],
  ["ORDER_API", "POS readiness"],
  ["UPVENDO_TEST", "Test event"],
]);

/** Lightspeed's word where we have none of our own. */
export const typeWord = (type: string | null): string => (type === null ? "No type" : (types.get(type) ?? type));

const subscriptions: Record<string, string> = {
  "order/DELIVERED": "Orders delivered to the till",
  "item/SALES_RESTRICTION_UPDATED": "Item availability",
  "order_api/ONLINE_ORDER_READINESS": "POS readiness",
};

export const subscriptionWord = ({ resource, name }: { resource: string; name: string }): string =>
  subscriptions[`${resource}/${name}`] ?? `${resource} ${name}`;

export const WHO_MAY = "Only owners and managers can change the webhook endpoint.";
