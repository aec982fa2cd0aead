import { createHmac } from "node:crypto";
import type { TryLimit } from "@/db/queries/users";

/** Five free tries, then a delay that doubles up to half an hour: at most 63 tries of one account in a day. */
const account = { free: 5, capSeconds: 30 * 60 };

/** Wider, since a restaurant's guests and staff share one address: at most some 140 wrong tries in a day. */
const network = { free: 30, capSeconds: 15 * 60 };

/** Links by mail: a second one at once is normal, a tenth is a nuisance to whoever gets them. */
const resetAccount = { free: 3, capSeconds: 60 * 60 };
const resetNetwork = { free: 20, capSeconds: 60 * 60 };

export type Whence = { network: string; device: string | null };

/**
 * What a try at this account counts against. A device that signed in to the account before has a bucket of its own and
 * is not held up by what others on the network or elsewhere do, so nobody can lock the owner out.
 */
export function signInLimits(secret: string, email: string, { network: address, device }: Whence) {
  const bucket: TryLimit = device
    ? { key: throttleKey(secret, `device:${device}:${email}`), ...account }
    : { key: throttleKey(secret, `account:${email}`), ...account };
  const shared: TryLimit[] = device ? [] : [{ key: throttleKey(secret, `network:${address}`), ...network }];
  return { own: bucket, shared };
}

export function resetLimits(secret: string, email: string, address: string): TryLimit[] {
  return [
    { key: throttleKey(secret, `reset:${email}`), ...resetAccount },
    { key: throttleKey(secret, `reset-network:${address}`), ...resetNetwork },
  ];
}

/** For spending a link, where no account is known: guesses are hopeless, but each costs us a password hash. */
export function spendLimits(secret: string, address: string): TryLimit[] {
  return [{ key: throttleKey(secret, `spend-network:${address}`), ...resetNetwork }];
}

/** Keyed, so that the table gives away neither e-mail nor address. */
function throttleKey(secret: string, subject: string): string {
  return createHmac("sha256", secret).update(`throttle:${subject}`).digest("base64url");
}
