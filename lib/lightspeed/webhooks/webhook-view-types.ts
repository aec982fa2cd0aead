import type { WebhookDrift, WebhookEvent, WebhookSubscription } from "@/db/schema";

/** All instants are ISO 8601 in UTC. */
export type EndpointView = {
  status: "pending" | "registered" | "failed";
  /** Whole for who may manage it: the id in it is a secret. Otherwise with the id's end only. */
  url: string;
  /** Null: it looks as if anybody can reach it. */
  unreachable: string | null;
  withCredentials: boolean;
  flags: { name: string; on: boolean }[];
  subscriptions: WebhookSubscription[];
  registeredAt: string | null;
  lastReadAt: string | null;
  drift: WebhookDrift | null;
  problem: string | null;
  /** An earlier address that is still accepted. */
  oldAccepted: boolean;
};

export type EndpointPlaceView = {
  businessLocationId: string;
  name: string;
  locationName: string;
  state: "linked" | "off" | "waiting" | "failed";
  warnings: string[];
  problem: string | null;
};

export type WebhooksView = {
  connected: boolean;
  /** Null: none is registered. */
  endpoint: EndpointView | null;
  places: EndpointPlaceView[];
};

export type ActivityView = {
  /** 24 of them, the oldest first, also those without any. */
  hours: { at: string; count: number; failed: number; medianMs: number | null }[];
  lastEventAt: string | null;
  /** How long nothing has come, where that is longer than usual for a restaurant; else null. */
  silentHours: number | null;
  dead: number;
  parked: number;
};

export type DeliveryListItem = {
  id: string;
  at: string;
  type: string | null;
  vendorStatus: string | null;
  reference: string | null;
  businessLocationId: string | null;
  verified: boolean;
  status: WebhookEvent["status"];
  attempts: number;
  outcome: string | null;
};

export type DeliveryListView = {
  items: DeliveryListItem[];
  /** Where the pages before and after begin, for the address; null where there is none. */
  newer: string | null;
  older: string | null;
};

export type DeliveryView = DeliveryListItem & {
  placeName: string | null;
  accountIdentifier: string | null;
  headers: { name: string; value: string }[];
  body: string;
  remedy: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  durationMs: number | null;
  nextTryAt: string | null;
  attemptsMade: WebhookEvent["history"];
  correlationId: string;
};

export type TestHop = { name: string; ok: boolean; ms: number | null; note: string };
export type TestEventView = { reference: string; hops: TestHop[]; remedy: string | null; deliveryId: string | null };
