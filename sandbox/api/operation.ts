import type { Account, Business, Location } from "../state/accounts";
import type { Store } from "../state/store";
import type { Site, World } from "../world/world";

/** What a fault can be set on; one word for every group of calls. */
// biome-ignore format: read as one list
export const operationKinds = [
  "token", "revoke", "authorize", "businesses", "floorPlans", "orderProfiles", "menus", "availability", "readiness", "orders", "checks",
  "payments", "messages", "taxPreview", "finance", "sales", "items", "richItems", "webhooks",
  "stripe", "viva",
] as const;
export type OperationKind = (typeof operationKinds)[number];

export type Call = {
  account: Account;
  /** Where this sandbox is reached; the vendor's answers carry absolute links. */
  baseUrl: string;
  path: string;
  parameters: Record<string, string>;
  query: URLSearchParams;
  /** Parsed without loss: every number is a LosslessNumber. Undefined when the body is no JSON. */
  body: unknown;
  store: Store;
  world: World;
  /** What time it is for this account. */
  now: number;
  /** The restaurant that the call is about; throws in an operation that is about none. */
  site(): Site;
};

/** `text` is a body that is written already. */
export type ApiAnswer = { status: number; body?: unknown; text?: string; mediaType?: string };

/** The error families differ in the form of their bodies. */
export type ErrorShape = "ordering" | "items" | "finance-v2" | "stripe" | "viva";

export type Operation = {
  /** The contract's operationId. */
  id: string;
  kind: OperationKind;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  scope: string;
  errors: ErrorShape;
  /** Whose data it is about: the id is checked against what the account may see before `handle` runs. */
  about?: "location-in-query" | "location-in-path" | "location-in-body" | "business-in-path";
  handle(call: Call): ApiAnswer;
};

export function visibleBusinesses(account: Account): Business[] {
  return account.businesses.map((business) => ({
    ...business,
    locations: business.locations.filter((location) => location.visible),
  }));
}

export function findLocation(account: Account, id: string): { business: Business; location: Location } | undefined {
  for (const business of visibleBusinesses(account)) {
    const location = business.locations.find((candidate) => candidate.id === id);
    if (location) return { business, location };
  }
  return undefined;
}
