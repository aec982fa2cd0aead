import { RelativeTime } from "@/components/time/relative-time";
import { Alert } from "@/components/ui/alert";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Region } from "@/lib/format";

type DataAgeProps = {
  /** ISO 8601; null: never read yet. */
  readAt: string | null;
  stale: boolean;
  problem: { message: string; remedy: string } | null;
  /** Null: this person may not ask Lightspeed. Works without script; what went wrong comes back as `problem`. */
  refresh: (() => Promise<void>) | null;
  renderedAt: string;
  region: Region;
};

/** How old the data of a page is, why it is not newer, and a button that reads it again. */
export function DataAge({ readAt, stale, problem, refresh, ...times }: DataAgeProps) {
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-muted text-sm">
        <p>
          {readAt ? (
            <>
              Read from Lightspeed <RelativeTime at={readAt} {...times} />
              {stale && <span className="text-warning-ink"> · may be out of date</span>}
            </>
          ) : (
            "Not read from Lightspeed yet"
          )}
        </p>
        {refresh && (
          <form action={refresh}>
            <SubmitButton variant="secondary" size="sm">
              Refresh
            </SubmitButton>
          </form>
        )}
      </div>
      {problem && (
        <Alert tone={readAt ? "warning" : "negative"} title={problem.message}>
          {readAt && <p>You see what was read last. Nothing of it is lost.</p>}
          <p>
            <span className="font-medium">What to do: </span>
            {problem.remedy}
          </p>
        </Alert>
      )}
    </div>
  );
}
