import { randomBytes, randomInt } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { Fault, RESET_HINT } from "./fault";

const hex = (bytes: number) => randomBytes(bytes).toString("hex");

/** One of each, under the name by which the programs know it. */
export function makeSecrets() {
  return {
    AUTH_SECRET: hex(32),
    TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    LIGHTSPEED_CLIENT_ID: `upvendo-${hex(4)}`,
    LIGHTSPEED_CLIENT_SECRET: hex(24),
    LIGHTSPEED_WEBHOOK_USER: `upvendo-${hex(4)}`,
    LIGHTSPEED_WEBHOOK_PASSWORD: hex(24),
    SEED_OWNER_PASSWORD: readablePassword(),
    SEED_VIEWER_PASSWORD: readablePassword(),
    SEED_SECOND_PASSWORD: readablePassword(),
    SANDBOX_LOGIN_EMAIL: "manager@brasserie-demo.test",
    SANDBOX_LOGIN_PASSWORD: readablePassword(),
  };
}

export type Secrets = ReturnType<typeof makeSecrets>;

/** Generated at the first start and kept: the data that they protect is kept too. */
export function readOrMakeSecrets(dataDir: string): Secrets {
  const file = join(dataDir, "secrets.json");
  const kept = existsSync(file) ? readKept(file) : {};
  if (!existsSync(file) && existsSync(join(dataDir, "postgres", "cluster"))) {
    throw new Fault(`The data folder ${dataDir} is damaged: secrets.json is missing. ${RESET_HINT}`);
  }
  const secrets = { ...makeSecrets(), ...kept };
  // Written whole or not at all, and never readable for others in between.
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

function readKept(file: string): Partial<Secrets> {
  try {
    return z.record(z.string(), z.string().min(1)).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new Fault(`The data folder is damaged: ${file} cannot be read as a list of secrets. ${RESET_HINT}`);
  }
}

/** For people to copy or type: no letters that look alike, about 70 bits. */
function readablePassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join("");
  return [group(), group(), group()].join("-");
}
