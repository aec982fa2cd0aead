import type { NotificationSettingsView } from "@/lib/attention/get-notification-settings";

type EmailFactsProps = Pick<NotificationSettingsView, "byEmail" | "recipients" | "owners">;

/** Who is told, for people who may look and not change. */
export function EmailFacts({ byEmail, recipients, owners }: EmailFactsProps) {
  const told = recipients.length > 0 ? recipients : owners;
  return (
    <p className="text-sm [overflow-wrap:anywhere]">
      {byEmail ? `Told by e-mail: ${told.join(", ")}.` : "Nobody is told by e-mail."}
    </p>
  );
}
