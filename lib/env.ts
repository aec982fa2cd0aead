import { z } from "zod";
import { parseKeyring } from "./crypto/keyring";
import { halfCredentials, lightspeedAddresses } from "./env-lightspeed";
import { paymentAddresses } from "./env-payments";

const port = z.coerce.number().int().min(0).max(65_535);
const address = z
  .url({ protocol: /^https?$/, error: "is not a http(s) address" })
  .transform((url) => url.replace(/\/+$/, ""));
const databaseUrl = z.string().regex(/^postgres(ql)?:\/\/\S+$/, "is not a postgres:// address");
const isPlaceholder = (value: string) => /change.?me|secret|password|example|placeholder|^(.)\1+$/i.test(value);
const secret = (min: number) =>
  z
    .string()
    .min(min, `needs at least ${min} characters`)
    .refine((value) => !isPlaceholder(value), "is a placeholder; generate a random one");

const keyring = z.string().transform((value, ctx) => {
  try {
    return parseKeyring(value);
  } catch (error) {
    ctx.addIssue({ code: "custom", message: error instanceof Error ? error.message : "cannot be read" });
    return z.NEVER;
  }
});

const scopes = z
  .string()
  .transform((value) => value.split(/\s+/).filter(Boolean))
  .refine((list) => list.includes("orders-api"), "must contain orders-api");

const schema = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
    APP_URL: address,
    HOST: z.string().min(1).default("127.0.0.1"),
    PORT: port.default(3000),
    INGEST_PORT: port.default(3001),
    ORDER_ASK_AFTER_MS: z.coerce.number().int().min(1_000).default(120_000),
    GUEST_DATA_DAYS: z.coerce.number().int().min(1).max(3_650).default(90),
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: secret(32),
    TOKEN_ENCRYPTION_KEYS: keyring,
    LIGHTSPEED_ENVIRONMENT: z.enum(["sandbox", "trial", "production"]),
    LIGHTSPEED_AUTHORIZATION_URL: address.optional(),
    LIGHTSPEED_TOKEN_URL: address.optional(),
    LIGHTSPEED_REVOCATION_URL: address.optional(),
    LIGHTSPEED_API_URL: address.optional(),
    LIGHTSPEED_CLIENT_ID: z.string().min(1),
    LIGHTSPEED_CLIENT_SECRET: z.string().min(16, "needs at least 16 characters"),
    LIGHTSPEED_REDIRECT_URI: address.optional(),
    LIGHTSPEED_SCOPES: scopes.default(["orders-api", "financial-api", "items", "offline_access"]),
    LIGHTSPEED_TOKEN_AUTH: z.enum(["basic", "post"]).default("basic"),
    LIGHTSPEED_WEBHOOK_USER: z.string().min(1).optional(),
    LIGHTSPEED_WEBHOOK_PASSWORD: z.string().min(16, "needs at least 16 characters").optional(),
    LIGHTSPEED_WEBHOOK_PASSWORD_BEFORE: z.string().min(16, "needs at least 16 characters").optional(),
    STRIPE_API_URL: address.optional(),
    VIVA_API_URL: address.optional(),
    VIVA_ACCOUNTS_URL: address.optional(),
    VIVA_WEB_URL: address.optional(),
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\/\S+$/, "is not a smtp:// address")
      .optional(),
    MAIL_FROM: z.string().min(3).default("Upvendo <no-reply@localhost>"),
  })
  .transform((env, ctx) => {
    const { addresses, problems } = lightspeedAddresses(env);
    const { payments, problems: more } = paymentAddresses(env);
    for (const { name, message } of [...problems, ...more, ...halfCredentials(env)])
      ctx.addIssue({ code: "custom", path: [name], message });
    return {
      ...env,
      LIGHTSPEED_REDIRECT_URI: env.LIGHTSPEED_REDIRECT_URI ?? `${env.APP_URL}/api/lightspeed/callback`,
      ...addresses,
      payments,
    };
  });

export type Env = z.infer<typeof schema>;

/** Names every bad variable on a line of its own and shows no value. */
export class InvalidEnvironmentError extends Error {
  override readonly name = "InvalidEnvironmentError";

  constructor(readonly problems: string[]) {
    super(`Invalid environment:\n${problems.map((line) => `  ${line}`).join("\n")}`);
  }
}

let cached: Env | undefined;

/** Read on first use, so `next build` needs no secrets; `instrumentation.ts` calls it at boot. */
export function getEnv(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

export function parseEnv(source: Record<string, string | undefined>): Env {
  // An empty value is what a line without one in an env file gives: the same as not set.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new InvalidEnvironmentError(parsed.error.issues.map((issue) => describe(issue, given)));
}

function describe(issue: z.core.$ZodIssue, given: Record<string, unknown>): string {
  const name = issue.path.join(".");
  return given[name] === undefined && issue.code === "invalid_type"
    ? `${name} is not set`
    : `${name}: ${issue.message}`;
}

/** `npm start` tells Next to leave signals to us. */
export const endsItself = (): boolean => process.env.NEXT_MANUAL_SIG_HANDLE === "true";

/** next-auth reads its own two names from the process; they follow from ours. Call before next-auth loads. */
export function publishAuthEnv(env: Env = getEnv()): void {
  process.env.NEXTAUTH_URL = env.APP_URL;
  process.env.NEXTAUTH_SECRET = env.AUTH_SECRET;
}
