import type { ReconciledCounts, ReconciliationState } from "@/db/schema";
import type { Region } from "@/lib/format";

export type { ReconciledCounts, ReconciliationState } from "@/db/schema";

export type DifferenceView = {
  title: string;
  what: string;
  remedy: string;
  /** Null where none of our orders is known for it. */
  order: { id: string; number: string } | null;
  /** What finds it at the till or the payment provider. */
  reference: string | null;
};

/** Instants are ISO 8601. */
export type ReconciliationDay = {
  locationId: string;
  locationName: string;
  region: Region;
  day: string;
  state: ReconciliationState;
  /** Somebody asked, or its time has come: it is being compared. */
  running: boolean;
  differences: DifferenceView[];
  counts: ReconciledCounts | null;
  currency: string;
  problem: { message: string; remedy: string } | null;
  comparedAt: string | null;
  /** When it is looked at again by itself, where that is to come. */
  dueAt: string | null;
  byName: string | null;
};

export type ReconciliationList = {
  days: ReconciliationDay[];
  /** For the days before these; null: there are none. */
  next: string | null;
};
