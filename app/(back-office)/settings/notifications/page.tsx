import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { LiveRefresh } from "@/components/live/live-refresh";
import { EmailFacts } from "@/components/settings/notifications/email-facts";
import { RecipientsForm } from "@/components/settings/notifications/recipients-form";
import { WebhookFacts } from "@/components/settings/notifications/webhook-facts";
import { WebhookForm } from "@/components/settings/notifications/webhook-form";
import { RelativeTime } from "@/components/time/relative-time";
import { Card } from "@/components/ui/card";
import { FlashToast } from "@/components/ui/flash-toast";
import { SubmitButton } from "@/components/ui/submit-button";
import { getNotificationSettings } from "@/lib/attention/get-notification-settings";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { services } from "@/lib/services";
import { regionOf } from "../../back-office-data";
import { changeRecipientsAction, changeWebhookAction, sendTestNoticeAction } from "./actions";

export const metadata: Metadata = { title: "Notifications" };

const notices = new Map([
  ["saved", "The addresses were saved."],
  ["tested", "The test notice is on its way."],
  ["too_soon", "A test notice went out just now. Wait half a minute."],
  ["nobody", "Nobody would be told: switch e-mail on, or enter the address of a webhook."],
]);

const ONLY = "Only owners and managers can change notifications.";

type NotificationsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function NotificationsPage({ searchParams }: NotificationsPageProps) {
  const actor = await requireMerchant();
  const notice = notices.get(String((await searchParams).notice));
  const [settings, region] = await Promise.all([
    getNotificationSettings(services(), actor.merchantId),
    regionOf(actor),
  ]);
  const { byEmail, recipients, owners, webhook, updatedAt, updatedBy } = settings;
  const times = { renderedAt: services().now().toISOString(), region };
  const mayEdit = can(actor, "notifications.edit");
  return (
    <>
      {notice && <FlashToast message={notice} param="notice" />}
      <LiveRefresh topics={["attention"]} />
      <PageHeader
        title="Notifications"
        description="Who is told outside these pages when something needs somebody: when it begins, once more after four hours, and when it is over."
        actions={
          mayEdit && (
            <form action={sendTestNoticeAction}>
              <SubmitButton variant="secondary">Send a test notice</SubmitButton>
            </form>
          )
        }
      />
      <div className="grid max-w-2xl gap-4">
        <Card
          id="by-email"
          title="Notices by e-mail"
          description={
            !mayEdit ? (
              ONLY
            ) : updatedAt ? (
              <>
                Last changed by {updatedBy} <RelativeTime at={updatedAt} {...times} />.
              </>
            ) : (
              "Nothing has been chosen yet: the owners are told."
            )
          }
        >
          {mayEdit ? (
            <RecipientsForm {...{ byEmail, owners }} recipients={recipients.join("\n")} save={changeRecipientsAction} />
          ) : (
            <EmailFacts {...{ byEmail, recipients, owners }} />
          )}
        </Card>
        <Card
          id="by-webhook"
          title="Notices by webhook"
          description={
            mayEdit
              ? "For a chat or a program of yours. Each message is signed after Standard Webhooks, so that you can tell that it is from Upvendo."
              : ONLY
          }
        >
          <div className="grid gap-4">
            {webhook ? (
              <WebhookFacts webhook={webhook} times={times} />
            ) : (
              <p className="text-sm">No webhook has been entered.</p>
            )}
            {mayEdit && <WebhookForm entered={webhook !== null} change={changeWebhookAction} />}
          </div>
        </Card>
      </div>
    </>
  );
}
