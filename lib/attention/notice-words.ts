import type { Issue } from "@/db/schema";
import type { Notice } from "./tasks";

/** A notice for a person (`subject`, `text`) and the same for a program. */
export type NoticeWords = { subject: string; text: string; event: NoticeEvent };

/** What the webhook gets, after Standard Webhooks. `text` is there for chat programs, which show it as it is. */
export type NoticeEvent = {
  type: "issue.opened" | "issue.reminder" | "issue.resolved" | "test";
  timestamp: string;
  text: string;
  data: Record<string, string | number | null>;
};

const leads: Record<Notice, string> = { first: "", reminder: "Still: ", recovery: "Over: " };
const types = { first: "issue.opened", reminder: "issue.reminder", recovery: "issue.resolved" } as const;

/** Plain words, one line of subject. */
export function issueWords(issue: Issue, notice: Notice, { appUrl, at }: { appUrl: string; at: Date }): NoticeWords {
  const { title, body, remedy, href, count, proof, openedAt, resolvedAt } = issue;
  const subject = `${leads[notice]}${title}`.replaceAll(/\s+/g, " ");
  const link = new URL(href, appUrl).href;
  const since =
    notice === "reminder"
      ? [`Open for ${hours(openedAt, at)}, noticed ${count === 1 ? "once" : `${count} times`}.`, ""]
      : [];
  const lines =
    notice === "recovery"
      ? [title, "", `It is over: ${proof ?? "it works again."}`, "", link]
      : [body, "", ...since, `What to do: ${remedy}`, link];
  const text = lines.join("\n");
  const data = {
    ...{ issueId: issue.id, kind: issue.kind, severity: issue.severity, locationId: issue.locationId },
    ...{ title, body, remedy, proof, url: link, count },
    ...{ openedAt: openedAt.toISOString(), resolvedAt: resolvedAt?.toISOString() ?? null },
  };
  return {
    ...{ subject, text },
    event: { type: types[notice], timestamp: at.toISOString(), text: `${subject}\n${text}`, data },
  };
}

/** What a test says, so that nobody takes it for trouble. */
export function testWords(by: string, { appUrl, at }: { appUrl: string; at: Date }): NoticeWords {
  const subject = "Test notice from Upvendo";
  const link = new URL("/settings/notifications", appUrl).href;
  const text = [`${by} sent this to see that notices arrive. Nothing is wrong.`, "", link].join("\n");
  return {
    ...{ subject, text },
    event: { type: "test", timestamp: at.toISOString(), text: `${subject}\n${text}`, data: { sentBy: by, url: link } },
  };
}

const hours = (from: Date, to: Date): string => {
  const whole = Math.max(1, Math.round((to.getTime() - from.getTime()) / 3_600_000));
  return whole === 1 ? "1 hour" : `${whole} hours`;
};
