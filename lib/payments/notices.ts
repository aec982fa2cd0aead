import type { Services } from "@/lib/services";
import { receiveStripeEvent } from "./receive-stripe-event";
import { receiveVivaNotice } from "./receive-viva-notice";
import { createSenders } from "./senders";
import { vivaHandshake } from "./viva-handshake";

/** `json`: what stands in the body; nothing otherwise. */
export type NoticeAnswer = { status: number; json?: { Key: string } };

/** What a payment provider posted; `rawBody` null: longer than any notice, or never sent to its end. */
export type PostedNotice = { profileId: string; rawBody: Uint8Array | null; signature: string | null };

/** What Stripe and Viva Wallet are answered, whichever process they reach. */
export type PaymentNotices = {
  stripe: (notice: PostedNotice) => Promise<NoticeAnswer>;
  viva: (notice: Omit<PostedNotice, "signature">) => Promise<NoticeAnswer>;
  /** Viva Wallet reads its own key before it accepts the address. */
  handshake: (profileId: string) => Promise<NoticeAnswer>;
  close: () => Promise<void>;
};

const ofStripe = { stored: 200, duplicate: 200, refused: 400 } as const;
const ofViva = { stored: 200, ignored: 200, malformed: 400, refused: 404 } as const;
const tooLong: NoticeAnswer = { status: 413 };

export function createPaymentNotices(services: Pick<Services, "db" | "keyring" | "now">): PaymentNotices {
  const withSenders = { ...services, senders: createSenders(services) };
  return {
    stripe: async ({ rawBody, ...notice }) =>
      rawBody ? { status: ofStripe[await receiveStripeEvent(withSenders, { ...notice, rawBody })] } : tooLong,
    viva: async ({ profileId, rawBody }) => {
      if (!rawBody) return tooLong;
      const text = Buffer.from(rawBody).toString("utf8");
      return { status: ofViva[await receiveVivaNotice(withSenders, { profileId, rawBody: text })] };
    },
    handshake: async (profileId) => {
      const Key = await vivaHandshake(services, profileId);
      return Key ? { status: 200, json: { Key } } : { status: 404 };
    },
    close: () => services.db.$client.end({ timeout: 2 }),
  };
}
