"use client";

import { useEffect } from "react";
import { formatDuration, formatLogInstant } from "@/lib/format";
import type { LogEntryView } from "@/lib/lightspeed/connection/connection-view-types";
import { levelWords } from "./log-filter";

type LogListProps = { entries: LogEntryView[]; filterHref: string; timeZone: string };

/** Few elements an entry and its looks in the stylesheet: a hundred of them are sent with every page. */
export function LogList({ entries, filterHref, timeZone }: LogListProps) {
  useEffect(() => {
    const open = () => {
      const row = document.getElementById(window.location.hash.slice(1));
      if (!row?.matches(".log-entry")) return;
      row.querySelector("details")?.setAttribute("open", "");
      row.scrollIntoView({ block: "center" });
    };
    open();
    window.addEventListener("hashchange", open);
    return () => window.removeEventListener("hashchange", open);
  }, []);

  return (
    <ol aria-label="Integration logs" className="log">
      {entries.map((entry) => (
        <li key={entry.seq} id={`log-${entry.seq}`} className="log-entry" data-level={entry.level}>
          <details>
            <summary>
              <time dateTime={entry.lastAt}>{formatLogInstant(entry.lastAt, timeZone)}</time>
              <b>{levelWords[entry.level]}</b>
              <span>
                {entry.message}
                {entry.count > 1 && <em> ×{entry.count}</em>}
              </span>
            </summary>
            <Detail entry={entry} href={`${filterHref}#log-${entry.seq}`} timeZone={timeZone} />
          </details>
        </li>
      ))}
    </ol>
  );
}

function Detail({ entry, href, timeZone }: { entry: LogEntryView; href: string; timeZone: string }) {
  const { count, firstAt, lastAt, operation, steps } = entry;
  return (
    <div>
      <p>
        {operation}
        {count > 1 &&
          ` · ${count} times, first ${formatLogInstant(firstAt, timeZone)}, last ${formatLogInstant(lastAt, timeZone)}`}
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
