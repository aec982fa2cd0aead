import type { Issue } from "@/db/schema";
import type { Mail } from "@/lib/mail/send";
import type { Notice } from "./tasks";

const leads: Record<Notice, string> = { first: "", reminder: "Still: ", recovery: "Over: " };

/** Plain words, one line of subject. */
export function noticeMail(
  { title, body, remedy, href, count, proof, openedAt }: Issue,
  notice: Notice,
  { appUrl, at }: { appUrl: string; at: Date },
): Omit<Mail, "to"> {
  const subject = `${leads[notice]}${title}`.replaceAll(/\s+/g, " ");
  const link = new URL(href, appUrl).href;
  if (notice === "recovery")
    return { subject, text: [title, "", `It is over: ${proof ?? "it works again."}`, "", link].join("\n") };
  const since = notice === "reminder" ? [`Open for ${hours(openedAt, at)}, noticed ${count} times.`, ""] : [];
  return { subject, text: [body, "", ...since, `What to do: ${remedy}`, link].join("\n") };
}

const hours = (from: Date, to: Date): string => {
  const whole = Math.max(1, Math.round((to.getTime() - from.getTime()) / 3_600_000));
  return whole === 1 ? "1 hour" : `${whole} hours`;
};
