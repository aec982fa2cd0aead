/** Instants are ISO 8601 in UTC, places are steps of the drawing's grid. */
export type FloorTable = {
  /** The vendor's, text. */
  id: string;
  /** What orders and checks call it. */
  number: number;
  description: string;
  seats: number | null;
  /** Switched off at the vendor: no orders. */
  active: boolean;
  x: number;
  y: number;
  /** `new`: not on the saved drawing yet; `removed`: on it, but Lightspeed no longer has it. */
  state: "known" | "new" | "removed";
};

export type FloorPlanView = {
  locationId: string;
  currency: string;
  plans: { id: string; name: string }[];
  /** The chosen one; null where Lightspeed has none configured or has not been read. */
  plan: {
    id: string;
    name: string;
    tables: FloorTable[];
    /** 0: never arranged. A save names the version that it is about. */
    version: number;
    arrangedBy: { name: string; at: string } | null;
  } | null;
  /** Every table number of all plans of the location; a check with another one is nowhere on the drawing. */
  numbers: number[];
  /** Numbers that several tables have: Lightspeed does not say which of them a check is on. */
  duplicates: number[];
  readAt: string | null;
  stale: boolean;
  problem: { message: string; remedy: string } | null;
};

/** One open bill at the till. Two of one table differ in `key`, whatever else is equal. */
export type OpenCheck = {
  key: string;
  /** What a payment names; null: it cannot be paid over the API. */
  accountIdentifier: string | null;
  name: string;
  tableNumber: number | null;
  guests: number | null;
  openedAt: string | null;
  staffName: string | null;
  totalMinor: number;
  paidMinor: number;
  dueMinor: number;
};

export type OpenChecksView = {
  locationName: string;
  /** Null until Lightspeed told once. */
  checks: OpenCheck[] | null;
  readAt: string | null;
  stale: boolean;
  problem: { message: string; remedy: string } | null;
};
