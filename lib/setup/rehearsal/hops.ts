/** The way that an order goes, in the order in which it goes it. */
export const hopTitles = {
  connection: "Lightspeed is connected",
  link: "The location is linked to its till",
  readiness: "The till is ready",
  "order-settings": "The order settings hold",
  item: "The item can be ordered by its SKU",
  webhook: "The webhook endpoint is registered and linked",
  "pre-flight": "The pre-flight said that the order would land",
  payment: "Paid with a test payment",
  sent: "Sent to the till",
  "order-word": "The till confirmed the order by webhook",
  applied: "The payment was sent to the check",
  "payment-word": "The till confirmed the payment by webhook",
  settled: "Settled to the cent",
  voided: "Voided on the till and absent from its reports",
} as const;

export type HopId = keyof typeof hopTitles;
export const hopIds = Object.keys(hopTitles) as HopId[];

type Fix = { label: string; href: string };

/** `waiting`: the rehearsal is there now. `ahead`: it has not come so far. */
export type Hop = { id: HopId; title: string } & (
  | { state: "proven"; at: string; proof: string; href: string }
  | { state: "broken"; cause: string; fix: Fix }
  | { state: "waiting"; cause: string; fix: Fix | null }
  | { state: "ahead" }
);

export type ProvenState = Extract<Hop, { state: "proven" }>;

export const proven = (id: HopId, at: Date | string, proof: string, href: string): Hop => ({
  ...{ id, title: hopTitles[id], state: "proven", proof, href },
  at: typeof at === "string" ? at : at.toISOString(),
});

export const broken = (id: HopId, cause: string, label: string, href: string): Hop => ({
  ...{ id, title: hopTitles[id], state: "broken", cause, fix: { label, href } },
});

export const waiting = (id: HopId, cause: string, fix: Fix | null = null): Hop => ({
  ...{ id, title: hopTitles[id], state: "waiting", cause, fix },
});

export const ahead = (id: HopId): Hop => ({ id, title: hopTitles[id], state: "ahead" });

/** The hop that stands in the way of a certificate: the first that broke, before the first that is not done. */
export const firstUnproven = (hops: readonly Hop[]): Hop | null =>
  hops.find(({ state }) => state === "broken") ?? hops.find(({ state }) => state !== "proven") ?? null;
