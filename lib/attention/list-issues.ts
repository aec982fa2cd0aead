import { readTenant } from "@/db/client";
import { type IssueRow, listOpenIssues, listResolvedIssues } from "@/db/queries/issues";
import type { Services } from "@/lib/services";
import type { IssueList, IssueView } from "./issue-view";

const MOST_OPEN = 100;

/** What needs somebody, the urgent first, and what was put right lately. */
export async function listIssues({ db }: Pick<Services, "db">, merchantId: string): Promise<IssueList> {
  const [open, resolved] = await readTenant(db, merchantId, (tx) =>
    Promise.all([listOpenIssues(tx, MOST_OPEN), listResolvedIssues(tx, 5)]),
  );
  return { open: open.map(toView), resolved: resolved.map(toView) };
}

/** Only what needs somebody now. */
export async function listOpen({ db }: Pick<Services, "db">, merchantId: string): Promise<IssueView[]> {
  return (await readTenant(db, merchantId, (tx) => listOpenIssues(tx, MOST_OPEN))).map(toView);
}

function toView(row: IssueRow): IssueView {
  const { id, kind, severity, title, body, remedy, href, count, reopened, proof, locationName } = row;
  return {
    ...{ id, kind, severity, title, body, remedy, href, count, reopened, proof },
    location: row.locationId && locationName !== null ? { id: row.locationId, name: locationName } : null,
    openedAt: row.openedAt.toISOString(),
    lastAt: row.lastAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  };
}
