import { withTenant } from "@/db/client";
import { findMember, listMemberSessions, listMembers, type MemberRow } from "@/db/queries/team";
import type { UserRole } from "@/db/schema";
import { IDLE_SECONDS } from "@/lib/auth/session-token";
import type { Services } from "@/lib/services";
import { isUuid } from "@/lib/uuid";
import { describeDevice } from "./describe-device";

export type MemberState = "active" | "invited" | "invitation_expired" | "disabled";

export type MemberView = {
  id: string;
  name: string;
  email: string;
  role: UserRole;
  state: MemberState;
  openSessions: number;
  /** ISO 8601; null: never signed in. */
  lastSeenAt: string | null;
};

export type SessionView = { id: string; device: string; since: string; lastSeenAt: string };

export type MemberDetail = MemberView & { sessions: SessionView[] };

export async function listTeam({ db, now }: Pick<Services, "db" | "now">, merchantId: string): Promise<MemberView[]> {
  const rows = await withTenant(db, merchantId, (tx) => listMembers(tx, IDLE_SECONDS));
  return rows.map((row) => view(row, now()));
}

export async function findTeamMember(
  { db, now }: Pick<Services, "db" | "now">,
  merchantId: string,
  id: string,
): Promise<MemberDetail | null> {
  if (!isUuid(id)) return null;
  return withTenant(db, merchantId, async (tx) => {
    const row = await findMember(tx, id, IDLE_SECONDS);
    if (!row) return null;
    const sessions = await listMemberSessions(tx, id, IDLE_SECONDS);
    return {
      ...view(row, now()),
      sessions: sessions.map((session) => ({
        id: session.id,
        device: describeDevice(session.userAgent),
        since: session.createdAt.toISOString(),
        lastSeenAt: session.lastSeenAt.toISOString(),
      })),
    };
  });
}

function view({ id, name, email, role, openSessions, lastSeenAt, ...row }: MemberRow, now: Date): MemberView {
  return {
    ...{ id, name, email, role, openSessions },
    state: stateOf(row, now),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  };
}

function stateOf(row: Pick<MemberRow, "disabledAt" | "joined" | "invitedUntil">, now: Date): MemberState {
  if (row.disabledAt) return "disabled";
  if (row.joined) return "active";
  return row.invitedUntil && row.invitedUntil > now ? "invited" : "invitation_expired";
}
