/** Whether a location's till takes online orders, as Lightspeed last told. Instants are ISO 8601 in UTC. */
export type ReadinessView = {
  locationId: string;
  locationName: string;
  businessLocationName: string;
  /** `unknown`: never told, or by a word that we do not know. */
  state: "ready" | "not_ready" | "unknown";
  /** The four things that must be so; null where Lightspeed did not say. */
  parts: { key: ReadinessPart; ok: boolean | null }[];
  orderProfileId: string | null;
  staffId: string | null;
  /** The vendor's time of the last change. */
  changedAt: string | null;
  readAt: string | null;
  source: "poll" | "webhook" | null;
  /** Why the last question got no answer. */
  problem: string | null;
};

export type ReadinessPart = "apiEnabled" | "salesPeriod" | "acceptingOnlineOrders" | "availableDevices";
