import { z } from "zod";

const text = z.string().min(1);

const environmentSchema = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  SANDBOX_URL: z.url().optional(),
  DATA_DIR: text,
  LIGHTSPEED_CLIENT_ID: text,
  LIGHTSPEED_CLIENT_SECRET: text,
  LIGHTSPEED_REDIRECT_URI: text,
  SANDBOX_LOGIN_EMAIL: z.email(),
  SANDBOX_LOGIN_PASSWORD: text,
});

export type SandboxOptions = {
  /** 0 takes any free port. */
  port: number;
  /** Where the browser and the product reach the sandbox; default http://localhost:PORT. */
  url?: string | undefined;
  dataDir: string;
  clientId: string;
  clientSecret: string;
  redirectUris: string[];
  login: { email: string; password: string };
  /** Told of a fault of the sandbox itself; the caller meanwhile sees a cut connection. */
  onFault?: ((error: unknown) => void) | undefined;
};

/** Throws one readable line that names every missing or wrong setting. */
export function optionsFromEnvironment(environment: Record<string, string | undefined>): SandboxOptions {
  const filled = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(filled);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
    throw new Error(`sandbox: missing or malformed in the environment: ${names.join(", ")} (see sandbox/README.md)`);
  }
  const env = parsed.data;
  return {
    port: env.SANDBOX_PORT,
    url: env.SANDBOX_URL,
    dataDir: env.DATA_DIR,
    clientId: env.LIGHTSPEED_CLIENT_ID,
    clientSecret: env.LIGHTSPEED_CLIENT_SECRET,
    redirectUris: env.LIGHTSPEED_REDIRECT_URI.split(",").map((uri) => uri.trim()),
    login: { email: env.SANDBOX_LOGIN_EMAIL, password: env.SANDBOX_LOGIN_PASSWORD },
  };
}
