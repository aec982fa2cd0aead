export type ProviderErrorKind =
  /** No answer, a time-out, 429 or 5xx: may pass by itself, and what was asked may have happened. */
  | "unavailable"
  /** The credentials are not accepted, or not for this. */
  | "credentials"
  /** Understood and declined: the same call will be declined again. */
  | "rejected"
  /** There is no such thing at the provider. */
  | "not_found";

/** Everything that the providers' clients throw. The message says what happened and carries no request, secret or guest's data. */
export class ProviderError extends Error {
  // Written out: the production build renames classes, and logs are searched by this name.
  override readonly name = "ProviderError";

  constructor(
    readonly provider: "stripe" | "viva",
    readonly kind: ProviderErrorKind,
    /** For the merchant, one sentence. */
    readonly explanation: string,
    readonly code: string | null = null,
    /** Said already: money was taken. Only the rest of the answer is missing. */
    readonly taken = false,
  ) {
    super(`${provider} ${kind}${code ? ` (${code})` : ""}: ${explanation}`);
  }

  get transient(): boolean {
    return this.kind === "unavailable";
  }
}

/** For what is asked of a payment that the provider has just called paid. */
export function stillTaken(error: unknown): never {
  if (!(error instanceof ProviderError)) throw error;
  throw new ProviderError(error.provider, error.kind, error.explanation, error.code, true);
}

export const providerNames = { stripe: "Stripe", viva: "Viva Wallet" } as const;
