import type { environments } from "@/db/schema";
import type { Services } from "@/lib/services";

/** A delivery as the handlers get it. What the body says was written by whoever sent it. */
export type StoredNotification = {
  eventId: string;
  merchantId: string;
  environment: (typeof environments)[number];
  /** False: only the endpoint id speaks for it, so it may cause a read at K-Series and nothing else. */
  verified: boolean;
  type: string | null;
  status: string | null;
  reference: string | null;
  businessLocationId: string | null;
  accountIdentifier: string | null;
  /** Parsed without loss: numbers that JavaScript would round are text. */
  body: unknown;
  receivedAt: Date;
};

export type HandlerOutcome = {
  /** `parked`: it waits for something with its reference (`wakeParked`). */
  result: "processed" | "parked" | "ignored";
  /** What it did, in a sentence for the merchant. */
  what: string;
};

/** Safe to run twice and in any order. Throwing means: try again later. */
export type NotificationHandler = (services: Services, notification: StoredNotification) => Promise<HandlerOutcome>;

/** Who takes which kind of notification. A kind without a handler is kept and matched when there is one. */
export type NotificationHandlers = Partial<Record<"order" | "payment" | "item" | "readiness", NotificationHandler>>;
