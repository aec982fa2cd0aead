import { type TenantTransaction, withTenant } from "@/db/client";
import {
  findPaymentProfile,
  findProfileMerchant,
  listWebhookSecrets,
  noteProfileEvent,
} from "@/db/queries/payment-profiles";
import type { PaymentProfile } from "@/db/schema";
import type { Services } from "@/lib/services";
import { openWebhookSecret } from "./credentials";

/** What the notices of one profile are held against. */
export type Sender = {
  profile: PaymentProfile;
  /** Accepted at that time, the newest first. */
  secretsAt: (at: Date) => string[];
  /** A notice of it was proven. */
  noteEvent: (tx: TenantTransaction, at: Date) => Promise<void>;
};

export type Senders = {
  /** Null: no such profile, or `accept` (which says null for "not of this sender") refuses what is known of it at this moment. */
  find: <T>(profileId: string, accept: (sender: Sender) => T | null) => Promise<{ sender: Sender; accepted: T } | null>;
};

/** So long may a change of the profile go unseen: a secret that is taken back has a day to go anyway. */
const KEPT_MS = 5_000;
const SENDERS_MAX = 1_000;

/**
 * Keeps what was looked up for the notices that follow within seconds: on a busy evening each profile gets several a second. Whatever is refused by it is
 * held against the newest before it is refused for good, so that a new secret counts at once.
 */
export function createSenders({ db, keyring, now }: Pick<Services, "db" | "keyring" | "now">): Senders {
  const kept = new Map<string, { sender: Sender; until: number }>();

  async function load(profileId: string): Promise<Sender | null> {
    const merchantId = await findProfileMerchant(db, profileId);
    if (!merchantId) return null;
    const [profile, rows] = await withTenant(db, merchantId, (tx) =>
      Promise.all([findPaymentProfile(tx, profileId), listWebhookSecrets(tx, profileId, now())]),
    );
    if (!profile) return null;
    const secrets = rows.map((row) => ({ secret: openWebhookSecret(keyring, row), expiresAt: row.expiresAt }));
    let { lastEventAt } = profile;
    return {
      profile,
      secretsAt: (at) =>
        secrets.flatMap(({ secret, expiresAt }) => (expiresAt === null || expiresAt > at ? [secret] : [])),
      noteEvent: (tx, at) => {
        const before = lastEventAt;
        lastEventAt = at;
        return noteProfileEvent(tx, { id: profileId, lastEventAt: before }, at);
      },
    };
  }

  return {
    find: async (profileId, accept) => {
      const known = kept.get(profileId);
      if (known && performance.now() < known.until) {
        const accepted = accept(known.sender);
        if (accepted !== null) return { sender: known.sender, accepted };
      }
      const sender = await load(profileId);
      if (!sender) return null;
      if (kept.size >= SENDERS_MAX) kept.clear();
      kept.set(profileId, { sender, until: performance.now() + KEPT_MS });
      const accepted = accept(sender);
      return accepted === null ? null : { sender, accepted };
    },
  };
}
