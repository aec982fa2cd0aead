export type AppErrorCode =
  | "not_found"
  | "forbidden"
  | "conflict"
  | "invalid_input"
  | "too_many_requests"
  | "not_connected"
  | "authorization_denied"
  | "authorization_expired"
  | "needs_reauthorization"
  | "k_series_unavailable"
  | "payment_unavailable";

/** A failure we foresaw. `message` is written for the merchant and may be shown as it is. */
export class AppError extends Error {
  // Written out: the production build renames classes, and logs are searched by this name.
  override readonly name = "AppError";

  constructor(
    readonly code: AppErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
