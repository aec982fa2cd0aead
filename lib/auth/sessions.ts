import { type Database, withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { findLiveSession, insertSession, revokeSessions } from "@/db/queries/users";
import type { Actor } from "./roles";
import { hashToken, IDLE_SECONDS, newToken, openSessionToken, SESSION_SECONDS } from "./session-token";

type SessionOwner = { id: string; merchantId: string; name: string };

/** A new session for this user; the returned id goes into the cookie and nowhere else. */
export async function openSession(
  db: Database,
  user: SessionOwner,
  { now, userAgent }: { now: Date; userAgent: string | null },
): Promise<string> {
  const sid = newToken();
  await withTenant(db, user.merchantId, async (tx) => {
    const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1000);
    await insertSession(tx, { userId: user.id, tokenHash: hashToken(sid), expiresAt, userAgent });
    await appendAudit(tx, { merchantId: user.merchantId, actor: actorOf(user), action: "sign_in.succeeded" });
  });
  return sid;
}

/** Whoever the session belongs to, as of now; null when it has ended in any way. */
export async function findActor(db: Database, sid: string): Promise<Actor | null> {
  return findLiveSession(db, hashToken(sid), IDLE_SECONDS);
}

export async function actorOfCookie(db: Database, value: string | undefined, secret: string): Promise<Actor | null> {
  const sid = await openSessionToken(value, secret);
  return sid ? findActor(db, sid) : null;
}

/** Ends one session, or all of the user's. Safe to repeat. */
export async function endSessions(db: Database, actor: Actor, which: "this" | "all"): Promise<void> {
  await withTenant(db, actor.merchantId, async (tx) => {
    const ended = await revokeSessions(
      tx,
      which === "this" ? { sessionId: actor.sessionId } : { userId: actor.userId },
    );
    if (ended === 0) return;
    const action = which === "this" ? "sign_out" : "sessions.revoked";
    await appendAudit(tx, { merchantId: actor.merchantId, actor, action, detail: { sessions: ended } });
  });
}

const actorOf = ({ id, name }: SessionOwner) => ({ userId: id, userName: name });
