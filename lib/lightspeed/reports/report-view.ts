/** Plain and whole, for the page and for the file: both show exactly this. Amounts in the smallest unit of `currency`. */
export type ReportView = {
  from: string;
  to: string;
  currency: string;
  timeZone: string;
  /** The business day that is now, as far as Lightspeed has said; null before it was asked. */
  today: string | null;
  days: ReportDay[];
  /** Days of the range that have not been read. */
  missing: string[];
  /** How many are not complete yet: they can still change. */
  open: number;
  totals: ReportTotals;
  types: ReportAmount[];
  hours: ReportAmount[];
  profiles: ReportAmount[];
  groups: (ReportAmount & { taxMinor: number })[];
  taxes: { name: string; netMinor: number; taxMinor: number }[];
  payments: { code: string; name: string; count: number; paidMinor: number; tipMinor: number }[];
  leftOut: { name: string; count: number }[];
  /** The oldest and the newest reading among the days. */
  readAt: string | null;
  load: LoadView | null;
};

export type ReportAmount = { name: string; count: number; salesMinor: number };

export type ReportDay = {
  day: string;
  complete: boolean;
  readAt: string;
  receipts: number;
  covers: number;
  salesMinor: number;
  taxMinor: number;
  paidMinor: number;
  tipMinor: number;
};

export type ReportTotals = {
  receipts: number;
  covers: number;
  salesMinor: number;
  netMinor: number;
  taxMinor: number;
  discountMinor: number;
  paidMinor: number;
  tipMinor: number;
  surchargeMinor: number;
  /** What was paid without tips, less what was sold: rounding of cash, prepayments and the like. */
  differenceMinor: number;
};

export type LoadView = {
  state: "running" | "waiting" | "done" | "cancelled" | "failed";
  /** Whether it is about this very range. */
  sameRange: boolean;
  done: number;
  total: number;
  problem: { message: string; remedy: string } | null;
  nextAt: string | null;
};
