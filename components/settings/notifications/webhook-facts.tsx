import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import type { NotificationSettingsView } from "@/lib/attention/get-notification-settings";
import type { Region } from "@/lib/format";

type WebhookFactsProps = {
  webhook: NonNullable<NotificationSettingsView["webhook"]>;
  times: { renderedAt: string; region: Region };
};

/** Where notices go, and how the last one fared there. */
export function WebhookFacts({ webhook: { address, outcome }, times }: WebhookFactsProps) {
  return (
    <div className="grid gap-2 text-sm">
      <p>
        Notices go to{" "}
        <code className="rounded border bg-sunken px-1.5 py-0.5 text-xs [overflow-wrap:anywhere]">{address}</code>
      </p>
      {outcome ? (
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Badge tone={outcome.ok ? "positive" : outcome.nextAt ? "warning" : "negative"}>
            {outcome.ok ? "Delivered" : outcome.nextAt ? "Trying again" : "Not delivered"}
          </Badge>
          <span className="min-w-0 text-pretty">
            “{outcome.subject}” <RelativeTime at={outcome.at} {...times} />. {outcome.detail}
            {outcome.attempt > 1 && ` Try ${outcome.attempt}.`}
            {outcome.nextAt && (
              <>
                {" "}
                Next try <RelativeTime at={outcome.nextAt} {...times} />.
              </>
            )}
          </span>
        </p>
      ) : (
        <p className="flex flex-wrap items-center gap-2">
          <Badge>Waiting</Badge> Nothing has been sent there yet.
        </p>
      )}
    </div>
  );
}
