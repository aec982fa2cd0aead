import type { LogEntry } from "@/db/schema";
import { type ConnectOutcomeCode, outcomeOf, SIGN_IN_BEGUN } from "@/lib/lightspeed/connection/connect-outcomes";

/** `not_back`: somebody went to Lightspeed, and nothing has come back since. */
export type SignIn = { outcome: ConnectOutcomeCode | "not_back"; at: string };

/** How the newest sign-in ended, by what the log says of it; the entries newest first. */
export function readSignIn(entries: readonly Pick<LogEntry, "operation" | "message" | "lastAt">[]): SignIn | null {
  for (const { operation, message, lastAt } of entries) {
    if (operation !== "Connect") continue;
    const outcome = message.endsWith(SIGN_IN_BEGUN) ? "not_back" : outcomeOf(message);
    // The answer of one that had been handled already says nothing new.
    if (outcome && outcome !== "already_used") return { outcome, at: lastAt.toISOString() };
  }
  return null;
}
