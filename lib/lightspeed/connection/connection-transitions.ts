import type { StoredConnectionStatus } from "@/db/schema";
import type { ProblemCode } from "./problems";

/** What can happen to a connection, with the states in which it may. `connecting` is not stored: an open flow beside a state without tokens. */
export const transitions = {
  /** Consent given and stored. */
  consent: { from: ["not_connected", "connected", "degraded", "needs_reauthorization", "disabled"], to: "connected" },
  /** Something answered with trouble that may pass or that the merchant can repair without a new consent. */
  trouble: { from: ["connected", "degraded"], to: "degraded" },
  /** A proof that the trouble is over. */
  recovery: { from: ["degraded"], to: "connected" },
  /** A final refusal, believed after the row was read again. */
  refusal: { from: ["connected", "degraded"], to: "needs_reauthorization" },
  /** Delete. */
  removal: { from: ["not_connected", "connected", "degraded", "needs_reauthorization"], to: "disabled" },
} as const satisfies Record<string, { from: readonly StoredConnectionStatus[]; to: StoredConnectionStatus }>;

export type ConnectionEvent = keyof typeof transitions;

/** Trouble that a successful refresh proves to be over; the rest needs its own proof. */
export const clearedByRefresh: readonly ProblemCode[] = ["refresh_failing", "client_refused"];

/** The state after an event; null when the event is not legal in that state, and then nothing may change. */
export function nextStatus(status: StoredConnectionStatus, event: ConnectionEvent): StoredConnectionStatus | null {
  const { from, to } = transitions[event];
  return (from as readonly StoredConnectionStatus[]).includes(status) ? to : null;
}
