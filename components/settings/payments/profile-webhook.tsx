"use client";

import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { SubmitButton } from "@/components/ui/submit-button";
import { formatInstant, type Region } from "@/lib/format";
import type { PaymentProfileView } from "@/lib/payments/profiles/profile-view";
import { WebhookLight } from "./webhook-light";

type ProfileWebhookProps = {
  profile: PaymentProfileView;
  times: { renderedAt: string; region: Region };
  /** Null: may look and not change. */
  rotate: (() => Promise<void>) | null;
  /** The form for a signing secret, for an endpoint that was made by hand. */
  byHand: ReactNode;
};

/** How the provider tells Upvendo that a guest has paid. */
export function ProfileWebhook({ profile, times, rotate, byHand }: ProfileWebhookProps) {
  const { webhook, provider, providerName, returnUrl } = profile;
  const { unheard, handshakeAt } = webhook;
  const lost = unheard?.lost === true;
  return (
    <Card
      id="webhook"
      title="Notifications"
      description={`${providerName} tells Upvendo at this address that a guest has paid. Without it orders wait until Upvendo asks by itself.`}
      actions={
        rotate &&
        provider === "stripe" &&
        webhook.ready && (
          <form action={rotate}>
            <SubmitButton variant="secondary">{lost ? "Create webhook again" : "Replace signing secret"}</SubmitButton>
          </form>
        )
      }
    >
      <div className="grid gap-4">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <WebhookLight lastEventAt={webhook.lastEventAt} {...times} />
          {handshakeAt && (
            <span className="text-muted">
              {providerName} read the address on {formatInstant(handshakeAt, times.region)}.
            </span>
          )}
          {webhook.retiring > 0 && <span className="text-muted">The former secret is accepted for a day.</span>}
        </p>
        <Address id="webhook-url" label="Webhook address" value={webhook.url} />
        {returnUrl && (
          <Address id="return-url" label="Success and failure address of the payment source" value={returnUrl} />
        )}
        <p className="text-muted text-sm">{adviceFor(profile)}</p>
        {!webhook.ready && provider === "stripe" && (
          <Alert tone="warning" title="Stripe did not let Upvendo create the webhook">
            Create it in Stripe under Developers, Webhooks with the address above, then paste its signing secret here.
          </Alert>
        )}
        {unheard && (lost || provider === "viva") && (
          <Alert tone="warning" title={unheard.why}>
            {lost
              ? "Press Create webhook again. Until then paid orders reach the kitchen later, since Upvendo has to ask by itself."
              : "Until then paid orders reach the kitchen later, since Upvendo has to ask by itself."}
          </Alert>
        )}
        {byHand}
      </div>
    </Card>
  );
}

function adviceFor({ provider, webhook }: PaymentProfileView): string {
  if (provider === "viva")
    return "In Viva Wallet under Settings, API Access, Webhooks: add the address for “Transaction Payment Created”, “Transaction Failed” and “Transaction Reversal Created”, and press Verify. Then enter the second address in your payment source.";
  if (webhook.unheard?.lost) return "Upvendo created the webhook in your Stripe account.";
  return webhook.registered
    ? "Upvendo created the webhook in your Stripe account. There is nothing for you to do."
    : "The webhook was created by hand in Stripe.";
}

function Address({ id, label, value }: { id: string; label: string; value: string }) {
  return (
    <div className="min-w-0">
      <h3 className="text-muted text-xs">{label}</h3>
      <div className="mt-1 flex flex-wrap items-center gap-2">
        <code id={id} className="min-w-0 rounded border bg-sunken px-2 py-1 text-xs [overflow-wrap:anywhere]">
          {value}
        </code>
        <CopyButton text={value} describedBy={id} />
      </div>
    </div>
  );
}
