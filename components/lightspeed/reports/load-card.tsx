import { RelativeTime } from "@/components/time/relative-time";
import { Alert } from "@/components/ui/alert";
import { Badge, type Tone } from "@/components/ui/badge";
import { SubmitButton } from "@/components/ui/submit-button";
import { formatCount, type Region } from "@/lib/format";
import type { LoadView, ReportView } from "@/lib/lightspeed/reports/report-view";

type Times = { renderedAt: string; region: Region };
type Shown = Pick<ReportView, "missing" | "open" | "readAt" | "load" | "days">;
type LoadCardProps = Times & {
  report: Shown;
  /** Reads what is missing or not complete. */
  read: () => Promise<void>;
  cancel: () => Promise<void>;
};

/** How old and how whole the report is, how far the reading is, and the buttons for it. Works without script. */
export function LoadCard({ report, read, cancel, ...times }: LoadCardProps) {
  const { missing, load, days } = report;
  const busy = load?.state === "running" || load?.state === "waiting";
  const look = lookOf(report);
  return (
    <section
      id="load"
      aria-labelledby="load-title"
      className="rounded-lg border bg-surface px-4 py-3.5 shadow-raised sm:px-5"
    >
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <h2 id="load-title" className="sr-only">
            How current this report is
          </h2>
          <p role="status">
            <Badge tone={look.tone}>{look.text}</Badge>
          </p>
          <p className="mt-1.5 text-muted text-sm">
            <LoadWords report={report} {...times} />
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {busy && load.total > 3 && (
            <form action={cancel}>
              <SubmitButton variant="secondary">Cancel reading</SubmitButton>
            </form>
          )}
          {load?.state !== "running" && (
            <form action={read}>
              <SubmitButton>
                {missing.length > 0 ? `Read ${formatCount(missing.length, "day")}` : "Refresh"}
              </SubmitButton>
            </form>
          )}
        </div>
      </div>
      {busy && load.total > 1 && (
        <progress
          aria-label="Days read"
          value={load.done}
          max={load.total}
          className="mt-3 block h-1.5 w-full overflow-hidden rounded-full accent-accent"
        />
      )}
      {load?.problem && (
        <div className="mt-3">
          <Alert tone={load.state === "waiting" ? "warning" : "negative"} title={load.problem.message}>
            {days.length > 0 && <p>The figures below are of the days that were read.</p>}
            <p>
              <span className="font-medium">What to do: </span>
              {load.problem.remedy}
            </p>
          </Alert>
        </div>
      )}
    </section>
  );
}

function LoadWords({ report: { readAt, missing, open, days, load }, ...times }: Times & { report: Shown }) {
  return (
    <>
      {readAt ? (
        <>
          Read from Lightspeed <RelativeTime at={readAt} {...times} />.{" "}
        </>
      ) : (
        "Not read from Lightspeed yet. "
      )}
      {missing.length > 0 && `${formatCount(missing.length, "day")} of the range missing. `}
      {open > 0 && `${formatCount(open, "day")} can still change. `}
      {missing.length === 0 && open === 0 && days.length > 0 && "Complete: kept, and not read again. "}
      {load?.state === "waiting" && load.nextAt && (
        <>
          Goes on by itself <RelativeTime at={load.nextAt} {...times} />.
        </>
      )}
    </>
  );
}

function lookOf({ load, missing, days }: Shown): { tone: Tone; text: string } {
  const state: LoadView["state"] = load?.state ?? "done";
  if (state === "running" && load)
    return {
      tone: "neutral",
      text: load.total > 1 ? `Reading: ${load.done} of ${formatCount(load.total, "day")}` : "Reading",
    };
  if (state === "waiting") return { tone: "warning", text: "Waiting to go on" };
  if (state === "failed") return { tone: "negative", text: days.length > 0 ? "Not up to date" : "Could not be read" };
  if (missing.length > 0)
    return { tone: "warning", text: state === "cancelled" ? "Reading cancelled" : "Not all read" };
  return { tone: "positive", text: "Up to date" };
}
