"use client";

import { useQuery } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import { formatDuration, formatLogInstant, type Region } from "@/lib/format";
import type { LogDetailView, LogRowView } from "@/lib/lightspeed/connection/connection-view-types";

type LogDetailProps = { entry: LogRowView; href: string; region: Region };

/** Read when somebody unfolds it: a hundred times its steps would be most of the page. */
export function LogDetail({ entry, href, region }: LogDetailProps) {
  const { data, isError, refetch } = useQuery({
    queryKey: ["lightspeed", "log", entry.seq, entry.lastAt],
    queryFn: ({ signal }) => readJson<LogDetailView>(`/lightspeed/log/${entry.seq}`, signal),
    retry: 1,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data) return <LogSteps entry={entry} detail={data} href={href} region={region} />;
  if (!isError) return <div role="status">Reading the steps …</div>;
  return (
    <div role="alert">
      The steps could not be read.{" "}
      <button type="button" onClick={() => void refetch()} className="font-medium underline underline-offset-3">
        Try again
      </button>
    </div>
  );
}

export function LogSteps({ entry, detail, href, region }: LogDetailProps & { detail: LogDetailView }) {
  const { count, lastAt } = entry;
  const { operation, firstAt, steps } = detail;
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

function stepText({ operation, status, durationMs, correlationId, note }: LogDetailView["steps"][number]): string {
  // A step without a correlation id was no call, so nobody could have answered.
  const isCall = /\w/.test(correlationId);
  const call = [isCall && (status === null ? "no answer" : `answered ${status}`), formatDuration(durationMs), note];
  return [operation, ...call, isCall && `correlation id ${correlationId}`].filter(Boolean).join(" · ");
}
