import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { ProviderAccount } from "../provider-client";
import { ProviderError, providerNames } from "../provider-error";

export function requirePaymentEditor(actor: Actor): void {
  if (!can(actor, "payments.edit")) throw new AppError("forbidden", "Only owners can change payments.");
}

/** The same words for an id that is not there and one of another merchant. */
export const noSuchProfile = () => new AppError("not_found", "This payment profile does not exist.");

export const profileNameTaken = (name: string) =>
  new AppError("conflict", `You already have a payment profile called “${name}”. Choose another name.`);

/** What the provider says of an account; its refusal in the merchant's words, since nothing is stored without its yes. */
export async function checkedAccount(check: () => Promise<ProviderAccount>): Promise<ProviderAccount> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const name = providerNames[error.provider];
    if (error.transient)
      throw new AppError(
        "payment_unavailable",
        `${name} does not answer right now, so the keys could not be checked. Nothing was saved. Try again in a moment.`,
      );
    throw new AppError("invalid_input", `${error.explanation} Nothing was saved.`);
  }
}
