import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";

export function requireBrandEditor(actor: Actor): void {
  if (!can(actor, "brand.edit")) throw new AppError("forbidden", "Only owners and managers can change the brand.");
}
