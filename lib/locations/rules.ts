import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";

export function requireEditor(actor: Actor): void {
  if (!can(actor, "locations.edit")) throw new AppError("forbidden", "Only owners and managers can change locations.");
}

/** The same words for an id that is not there and one of another merchant. */
export const noSuchLocation = () => new AppError("not_found", "This location does not exist.");

export const nameTaken = (name: string) =>
  new AppError("conflict", `You already have a location called “${name}”. Choose another name.`);
