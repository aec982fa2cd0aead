import pino from "pino";

/** Names whose values never reach a log, wherever they stand. Second line of defence: callers log ids and operation names only. */
const secrets = [
  "authorization",
  "cookie",
  "password",
  "token",
  "accessToken",
  "refreshToken",
  "access_token",
  "refresh_token",
  "code",
  "codeVerifier",
  "code_verifier",
  "state",
  "secret",
  "clientSecret",
  "client_secret",
];

/** One JSON line per event on standard output. */
export const log = pino({
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
  // `err` too: the library's own one for that name prints every property.
  serializers: { error: describeError, err: describeError },
});

/** Name, message and stack; never the own properties of an error, which may hold a request or an answer. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { name: "NonError" };
  const { name } = error;
  return {
    name,
    message: withoutParameters(error.message),
    stack: withoutParameters(error.stack ?? ""),
    cause: error.cause === undefined ? undefined : describeError(error.cause),
  };
}

/** A failed query's message lists its parameters: e-mail addresses, sealed secrets, whatever a merchant typed. */
export function withoutParameters(text: string): string {
  return text.replace(/\nparams: [\s\S]*?(?=\n {4}at |$)/, "");
}
