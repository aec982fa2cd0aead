import type { BusinessSnapshot, CapabilityResult, LogLevel, LogStep, ReceiptLine } from "@/db/schema";

/** `connecting` is derived: nothing usable yet, and somebody is at Lightspeed's sign-in right now. */
export type ConnectionStatus =
  | "not_connected"
  | "connecting"
  | "connected"
  | "degraded"
  | "needs_reauthorization"
  | "disabled";

/** What is wrong, in the merchant's words. */
export type ProblemView = { code: string; title: string; message: string; remedy: string; since: string | null };

export type ScopeView = { name: string; label: string; granted: boolean; withoutIt: string };

export type LocationLinkView = {
  locationId: string;
  locationName: string;
  active: boolean;
  /** The link as stored; `active: false` is kept from before Delete and offered again. */
  link: { businessLocationId: string; businessLocationName: string; businessId: string; active: boolean } | null;
};

export type TokenLifeView = {
  expiresAt: string;
  refreshedAt: string | null;
  nextRefreshAt: string | null;
  /** Null: no fixed end. */
  refreshTokenExpiresAt: string | null;
};

export type TestView = {
  running: boolean;
  testedAt: string | null;
  durationMs: number | null;
  results: CapabilityResult[];
};

export type ReceiptView = {
  at: string;
  byName: string;
  removed: ReceiptLine[];
  kept: ReceiptLine[];
  unreachable: ReceiptLine[];
};

/** Another Lightspeed business answered on Reconnect: nothing has changed until the merchant chooses. */
export type PendingChoiceView = { current: { id: string; name: string }; found: BusinessSnapshot[]; expiresAt: string };

/** All instants are ISO 8601 in UTC. */
export type ConnectionView = {
  status: ConnectionStatus;
  environment: "sandbox" | "trial" | "production";
  redirectUri: string;
  problem: ProblemView | null;
  business: { id: string; name: string } | null;
  businesses: BusinessSnapshot[];
  businessesReadAt: string | null;
  scopes: ScopeView[];
  connectedByName: string | null;
  connectedAt: string | null;
  lastChecked: { at: string; ok: boolean; error: string | null } | null;
  tokenLife: TokenLifeView | null;
  links: LocationLinkView[];
  pendingChoice: PendingChoiceView | null;
  /** The newest receipt, where the integration was deleted and not connected again. */
  receipt: ReceiptView | null;
  test: TestView;
};

export type LogEntryView = {
  seq: number;
  level: LogLevel;
  operation: string;
  message: string;
  count: number;
  firstAt: string;
  lastAt: string;
};

/** What a row of the log shows while it is folded. */
export type LogRowView = Pick<LogEntryView, "seq" | "level" | "message" | "count" | "lastAt">;

/** What it unfolds to. */
export type LogDetailView = Pick<LogEntryView, "operation" | "firstAt"> & { steps: LogStep[] };
