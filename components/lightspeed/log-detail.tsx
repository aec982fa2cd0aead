import { formatDuration, formatLogInstant, type Region } from "@/lib/format";
import type { LogEntryView } from "@/lib/lightspeed/connection/connection-view-types";

type LogDetailProps = { entry: LogEntryView; href: string; region: Region };

export function LogDetail({ entry, href, region }: LogDetailProps) {
  const { count, firstAt, lastAt, operation, steps } = entry;
  return (
    <div>
      <p>
        {operation}
        {count > 1 &&
          ` · ${count} times, first ${formatLogInstant(firstAt, region)}, last ${formatLogInstant(lastAt, region)}`}
        {" · "}
        <a href={href}>Link to this entry</a>
      </p>
      {steps.length > 0 && <pre>{steps.map(stepText).join("\n")}</pre>}
    </div>
  );
}

function stepText({ operation, status, durationMs, correlationId, note }: LogEntryView["steps"][number]): string {
  // A step without a correlation id was no call, so nobody could have answered.
  const isCall = /\w/.test(correlationId);
  const call = [isCall && (status === null ? "no answer" : `answered ${status}`), formatDuration(durationMs), note];
  return [operation, ...call, isCall && `correlation id ${correlationId}`].filter(Boolean).join(" · ");
}
