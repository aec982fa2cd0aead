import { withTenant } from "@/db/client";
import { firstBrokenAuditEntry } from "@/db/queries/audit";
import { listAuditEntries } from "@/db/queries/team";
import type { Services } from "@/lib/services";
import { isUuid } from "@/lib/uuid";
import { auditWords } from "./audit-words";

export const AUDIT_PAGE = 50;

export type AuditView = { seq: number; at: string; who: string; what: string; detail: string };

export type AuditTrail = {
  entries: AuditView[];
  /** Hand it back for the next page; null: the end. */
  next: number | null;
  /** Null: not asked for. It reads the whole trail. */
  check: { brokenAt: number | null } | null;
};

export async function getAuditTrail(
  { db }: Pick<Services, "db">,
  merchantId: string,
  filter: { who?: string; before?: number; check?: boolean },
): Promise<AuditTrail> {
  return withTenant(db, merchantId, async (tx) => {
    const rows = await listAuditEntries(tx, {
      ...(filter.who && isUuid(filter.who) ? { actorId: filter.who } : {}),
      ...(filter.before === undefined ? {} : { before: filter.before }),
      limit: AUDIT_PAGE + 1,
    });
    const page = rows.slice(0, AUDIT_PAGE);
    return {
      entries: page.map(({ seq, at, actorName, action, detail }) => ({
        ...{ seq, at: at.toISOString(), who: actorName ?? "System" },
        ...auditWords(action, detail),
      })),
      next: rows.length > AUDIT_PAGE ? (page.at(-1)?.seq ?? null) : null,
      check: filter.check ? { brokenAt: await firstBrokenAuditEntry(tx) } : null,
    };
  });
}
