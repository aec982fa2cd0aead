import { withTenant } from "@/db/client";
import { findAttentionSettings } from "@/db/queries/attention-settings";
import { listOwnerEmails } from "@/db/queries/issues";
import type { AttentionSettings, WebhookOutcome } from "@/db/schema";
import { SealBrokenError } from "@/lib/crypto/sealed-box";
import type { Services } from "@/lib/services";
import { openWebhook } from "./sealed-webhook";
import { maskAddress } from "./webhook-address";

export type NotificationSettingsView = {
  byEmail: boolean;
  /** Empty: the owners. */
  recipients: string[];
  owners: string[];
  /** The address as it may be shown; null without one. */
  webhook: { address: string; outcome: WebhookOutcome | null } | null;
  updatedAt: string | null;
  updatedBy: string | null;
};

export async function getNotificationSettings(
  { db, keyring }: Pick<Services, "db" | "keyring">,
  merchantId: string,
): Promise<NotificationSettingsView> {
  const { settings, owners } = await withTenant(db, merchantId, async (tx) => ({
    settings: await findAttentionSettings(tx),
    owners: await listOwnerEmails(tx),
  }));
  return {
    byEmail: settings?.byEmail ?? true,
    recipients: settings?.recipients ?? [],
    owners,
    webhook:
      settings?.webhookUrl && settings.webhookSecret
        ? { address: shown(keyring, settings), outcome: settings.webhookOutcome }
        : null,
    updatedAt: settings?.updatedAt.toISOString() ?? null,
    updatedBy: settings?.updatedBy ?? null,
  };
}

function shown(keyring: Services["keyring"], settings: AttentionSettings): string {
  try {
    return maskAddress(openWebhook(keyring, settings).url);
  } catch (error) {
    if (error instanceof SealBrokenError) return "an address that cannot be read: enter it again";
    throw error;
  }
}
