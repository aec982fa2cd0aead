import type { IssueSeverity } from "@/db/schema";

/** Instants are ISO 8601. */
export type IssueView = {
  id: string;
  kind: string;
  severity: IssueSeverity;
  title: string;
  body: string;
  remedy: string;
  href: string;
  location: { id: string; name: string } | null;
  count: number;
  reopened: number;
  openedAt: string;
  lastAt: string;
  resolvedAt: string | null;
  proof: string | null;
};

export type IssueList = { open: IssueView[]; resolved: IssueView[] };
