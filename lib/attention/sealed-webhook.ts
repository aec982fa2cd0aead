import type { AttentionSettings, Sealed } from "@/db/schema";
import type { Keyring } from "@/lib/crypto/keyring";
import { open, type Place, seal } from "@/lib/crypto/sealed-box";

type Row = Pick<AttentionSettings, "id" | "merchantId">;

const placeOf = (column: "webhook_url" | "webhook_secret", { id, merchantId }: Row): Place => ({
  ...{ table: "attention_settings", column, merchantId, rowId: id },
});

export const sealWebhookUrl = (keyring: Keyring, row: Row, url: string): Sealed =>
  seal(keyring, placeOf("webhook_url", row), url);

export const sealWebhookSecret = (keyring: Keyring, row: Row, secret: string): Sealed =>
  seal(keyring, placeOf("webhook_secret", row), secret);

/** Throws SealBrokenError. Only where there is a webhook; both are stored together. */
export function openWebhook(keyring: Keyring, row: AttentionSettings): { url: string; secret: string } {
  if (!row.webhookUrl || !row.webhookSecret) throw new Error("there is no webhook to open");
  return {
    url: open(keyring, placeOf("webhook_url", row), row.webhookUrl),
    secret: open(keyring, placeOf("webhook_secret", row), row.webhookSecret),
  };
}
