/** Everything the API client throws. `operation` says which call, e.g. "orders.submitLocal". */
export abstract class KSeriesError extends Error {
  /** The fault may pass by itself. Whether the call may be repeated is the operation's `repeatable`. */
  abstract readonly transient: boolean;

  constructor(
    readonly operation: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${operation}: ${message}`, options);
  }
}

/** The caller's fault: the arguments do not fit the operation. Nothing was sent. */
export class KSeriesInputError extends KSeriesError {
  override readonly name = "KSeriesInputError";
  readonly transient = false;
}

/** No answer arrived: connection refused, reset, or past the deadline. */
export class KSeriesNetworkError extends KSeriesError {
  // Written out: the production build renames classes, and logs are searched by this name.
  override readonly name: string = "KSeriesNetworkError";
  readonly transient = true;
  /** False: the vendor certainly never saw the request. True: the outcome is unknown. */
  readonly mayHaveArrived: boolean;

  constructor(operation: string, message: string, options?: ErrorOptions & { mayHaveArrived?: boolean }) {
    super(operation, message, options);
    this.mayHaveArrived = options?.mayHaveArrived ?? true;
  }
}

/** Held back by this client: the vendor is failing or asked for a pause. Nothing was sent. */
export class KSeriesNotSentError extends KSeriesNetworkError {
  override readonly name = "KSeriesNotSentError";

  constructor(
    operation: string,
    message: string,
    readonly retryAfterMs: number,
  ) {
    super(operation, message, { mayHaveArrived: false });
  }
}

/** The vendor's fault: a success answer whose body is not what the operation's schema promises, or that is too large. */
export class KSeriesResponseError extends KSeriesError {
  override readonly name = "KSeriesResponseError";
  readonly transient = false;
}

/** One field that the vendor refused. Never the value: it may be personal. */
export type RefusedField = { field: string; message: string };

export type HttpFailure = { status: number; reason: string; retryAfterMs?: number; fields?: RefusedField[] };

/** Any answer that is not a success. The classes below say more where more is known. */
export class KSeriesHttpError extends KSeriesError {
  override readonly name: string = "KSeriesHttpError";
  readonly status: number;
  /** The vendor's own words, at most 300 characters on one line. */
  readonly reason: string;
  readonly retryAfterMs?: number;
  readonly fields: readonly RefusedField[];
  /** This answers the last attempt of a write alone: an earlier one may have arrived. */
  afterDoubt = false;

  constructor(operation: string, { status, reason, retryAfterMs, fields = [] }: HttpFailure) {
    super(operation, `${status} ${reason}`);
    this.status = status;
    this.reason = reason;
    this.fields = fields;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }

  get transient() {
    return this.status === 429 || this.status >= 500;
  }
}

/** 401: the access token is missing, expired or revoked. */
export class KSeriesAuthError extends KSeriesHttpError {
  override readonly name = "KSeriesAuthError";
}

/** 403: the token lacks a scope, or its user may not see the location. */
export class KSeriesForbiddenError extends KSeriesHttpError {
  override readonly name = "KSeriesForbiddenError";
}

/** 404: no such thing; for `items.create` it means "not created". */
export class KSeriesNotFoundError extends KSeriesHttpError {
  override readonly name = "KSeriesNotFoundError";
}

/** A third-party reference was used before: 409 on orders, 400 on payments. After an unknown outcome: accepted earlier. */
export class KSeriesReferenceUsedError extends KSeriesHttpError {
  override readonly name = "KSeriesReferenceUsedError";
}
