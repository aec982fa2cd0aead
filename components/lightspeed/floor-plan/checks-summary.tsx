import { RelativeTime } from "@/components/time/relative-time";
import { formatCount, formatMoney, type Region } from "@/lib/format";
import type { OpenChecksView } from "@/lib/lightspeed/floor-plan/floor-plan-types";

type ChecksSummaryProps = {
  view: OpenChecksView;
  currency: string;
  /** This page got no answer from Upvendo itself. */
  failed: boolean;
  renderedAt: string;
  region: Region;
};

export function ChecksSummary({ view: { checks, readAt, stale }, currency, failed, ...times }: ChecksSummaryProps) {
  if (!checks || !readAt) return "The open checks have not been read yet.";
  const due = checks.reduce((sum, { dueMinor }) => sum + dueMinor, 0);
  const guests = checks.reduce((sum, check) => sum + (check.guests ?? 0), 0);
  const words = [formatCount(checks.length, "open check"), `${formatMoney(due, currency, times.region)} due`];
  return (
    <>
      <span className="tabular-nums">
        {[...words, ...(guests > 0 ? [formatCount(guests, "guest")] : [])].join(" · ")}
      </span>
      {", read "}
      <RelativeTime at={readAt} {...times} />
      {(stale || failed) && <span className="text-warning-ink"> · may be out of date</span>}
    </>
  );
}
