import type { TenantTransaction } from "@/db/client";
import { lockOwners } from "@/db/queries/team";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";

export function requireTeamEditor(actor: Actor): void {
  if (!can(actor, "team.edit")) throw new AppError("forbidden", "Only owners can change the team.");
}

/** The same words for an id that is not there and one of another merchant. */
export const noSuchMember = () => new AppError("not_found", "This person does not belong to your team.");

/** A team without an owner could never be repaired from inside. Holds the owners until the transaction ends. */
export async function requireAnotherOwner(tx: TenantTransaction, userId: string): Promise<void> {
  const owners = await lockOwners(tx);
  if (owners.includes(userId) && owners.length === 1)
    throw new AppError("conflict", "This is the only owner. Make somebody else an owner first.");
}
