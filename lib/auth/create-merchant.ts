import { randomUUID } from "node:crypto";
import { type Database, withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { insertMerchant, insertUser } from "@/db/queries/users";
import type { UserRole } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { parseEmail } from "./email";

/** A user without a password hash chooses a password through a mailed link. */
export type NewMember = { email: string; name: string; role: UserRole; passwordHash: string | null };

export type CreatedMerchant = { merchantId: string; users: (NewMember & { id: string })[] };

/** A merchant with its in-house channel and first users, in one commit. Refuses an e-mail that somebody has already. */
export async function createMerchant(db: Database, name: string, members: NewMember[]): Promise<CreatedMerchant> {
  const merchantId = randomUUID();
  const cleaned = members.map((member) => ({ ...member, email: checkedEmail(member.email) }));
  try {
    return await withTenant(db, merchantId, async (tx) => {
      await insertMerchant(tx, name);
      const users: CreatedMerchant["users"] = [];
      for (const member of cleaned) users.push({ ...member, ...(await insertUser(tx, member)) });
      await appendAudit(tx, { merchantId, actor: null, action: "merchant.created", subject: merchantId });
      return { merchantId, users };
    });
  } catch (error) {
    if (isTakenEmail(error)) {
      throw new AppError("conflict", "Somebody already signs in with this e-mail.", { cause: error });
    }
    throw error;
  }
}

function checkedEmail(input: string): string {
  const email = parseEmail(input);
  if (!email) throw new AppError("invalid_input", `${input} is not an e-mail address.`);
  return email;
}

function isTakenEmail(error: unknown): boolean {
  const { code, constraint_name, cause } = (error ?? {}) as Record<string, unknown>;
  if (code === "23505" && constraint_name === "users_email_uq") return true;
  return cause !== undefined && isTakenEmail(cause);
}
