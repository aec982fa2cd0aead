import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

export type ScryptCost = { N: number; r: number; p: number };

/** OWASP's second choice for scrypt: about a quarter of a second and 32 MiB on a small server. */
export const defaultCost: ScryptCost = { N: 2 ** 15, r: 8, p: 3 };

const KEY_BYTES = 32;
/** Longer input is refused unread: hashing a book is work for us and no safety for its owner. */
export const MAX_PASSWORD_LENGTH = 256;

export type Passwords = {
  hash: (password: string) => Promise<string>;
  /** False for a null hash too, after the same work: an unknown user must not be answered faster. */
  verify: (password: string, stored: string | null) => Promise<boolean>;
  /** True when so many wait already that the next one should be sent away. */
  isBusy: () => boolean;
};

export type PasswordsOptions = { cost?: ScryptCost; atOnce?: number; mayWait?: number };

/** Hashing with a limit on how many run at once, so that a burst of sign-ins leaves the processor to others. */
export function createPasswords({ cost = defaultCost, atOnce = 2, mayWait = 60 }: PasswordsOptions = {}): Passwords {
  const { run, waiting } = createTurnstile(atOnce);
  const nobody = format(cost, randomBytes(16), randomBytes(KEY_BYTES));
  return {
    hash: (password) =>
      run(async () => {
        const salt = randomBytes(16);
        return format(cost, salt, await derive(password, salt, cost));
      }),
    verify: (password, stored) =>
      run(async () => {
        const { salt, key, ...parameters } = parse(stored ?? nobody) ?? read(nobody);
        const usable = isUsable(password);
        const derived = await derive(usable ? password : "", salt, parameters);
        return timingSafeEqual(derived, key) && stored !== null && usable;
      }),
    isBusy: () => waiting() >= mayWait,
  };
}

/** HMAC, which scrypt begins with, pads with NUL: with and without one at the end would be the same password. */
export function isUsable(password: string): boolean {
  return password.length <= MAX_PASSWORD_LENGTH && !password.includes("\0");
}

function derive(password: string, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Composed: the same accent is one character on one keyboard and two on another.
    scrypt(password.normalize("NFC"), salt, KEY_BYTES, { N, r, p, maxmem: 2 ** 26 + 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function format({ N, r, p }: ScryptCost, salt: Buffer, key: Buffer): string {
  return `scrypt$${N}$${r}$${p}$${salt.toString("base64url")}$${key.toString("base64url")}`;
}

function parse(stored: string): (ScryptCost & { salt: Buffer; key: Buffer }) | null {
  const [, N, r, p, salt, key] =
    /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/.exec(stored) ?? [];
  if (!N || !r || !p || !salt || !key) return null;
  return {
    ...{ N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, "base64url"),
    key: Buffer.from(key, "base64url"),
  };
}

function read(stored: string) {
  const parsed = parse(stored);
  if (!parsed) throw new Error("not a password hash of ours");
  return parsed;
}

/** Lets `atOnce` through; the rest wait in order. */
function createTurnstile(atOnce: number) {
  const queue: (() => void)[] = [];
  let free = atOnce;
  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else free += 1;
    }
  }
  return { run, waiting: () => queue.length };
}
