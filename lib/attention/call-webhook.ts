import { withTenant } from "@/db/client";
import { findAttentionSettings, saveAttentionSettings } from "@/db/queries/attention-settings";
import type { AttentionSettings } from "@/db/schema";
import { SealBrokenError } from "@/lib/crypto/sealed-box";
import { publishLive } from "@/lib/live/publish";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { type PostOptions, postWebhook, type WebhookAnswer } from "./post-webhook";
import { openWebhook } from "./sealed-webhook";
import { callWebhookLater, type WebhookCall } from "./tasks";
import { mayCallLoopback } from "./webhook-address";
import { signatureHeaders } from "./webhook-signature";

/** Few tries: whoever was away for longer finds the issue on the page. */
const pausesMs = [10_000, 60_000, 300_000];

type Needs = Pick<Services, "db" | "keyring" | "now" | "payments">;

/** Sends one notice to the merchant's webhook and keeps how that ended. Where it has been removed meanwhile, nothing is sent. */
export async function callWebhook(
  services: Needs,
  call: WebhookCall,
  options: Omit<PostOptions, "loopback"> = {},
): Promise<void> {
  const { db, now } = services;
  const settings = await withTenant(db, call.merchantId, findAttentionSettings);
  if (!settings?.webhookUrl || !settings.webhookSecret) return;
  const answer = await send(services, settings, call, options);
  const pause = answer.ok || !answer.worthAgain ? undefined : pausesMs[call.attempt - 1];
  const at = now();
  const next = pause === undefined ? null : new Date(at.getTime() + pause);
  await withTenant(db, call.merchantId, async (tx) => {
    const { subject, attempt } = call;
    const { ok, detail } = answer;
    await saveAttentionSettings(tx, {
      webhookOutcome: { at: at.toISOString(), subject, ok, detail, attempt, nextAt: next?.toISOString() ?? null },
    });
    if (next) await callWebhookLater(tx, { ...call, attempt: attempt + 1 }, next);
    await publishLive(tx, tx.merchantId, "attention");
  });
}

async function send(
  { keyring, now, payments: { appUrl } }: Needs,
  settings: AttentionSettings,
  { messageId, body, merchantId }: WebhookCall,
  options: Omit<PostOptions, "loopback">,
): Promise<WebhookAnswer> {
  try {
    const { url, secret } = openWebhook(keyring, settings);
    const headers = signatureHeaders(secret, { messageId, at: now(), body });
    return await postWebhook(url, { headers, body }, { ...options, loopback: mayCallLoopback(appUrl) });
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error;
    log.error({ error, merchantId }, "stored credentials do not open");
    return { ok: false, worthAgain: false, detail: "The stored address cannot be read. Enter it again." };
  }
}
