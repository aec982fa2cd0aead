"use client";

import { useEffect, useState } from "react";
import { formatLogInstant, type Region } from "@/lib/format";
import type { LogRowView } from "@/lib/lightspeed/connection/connection-view-types";
import { LogDetail } from "./log-detail";
import { levelWords } from "./log-filter";

type LogListProps = { entries: LogRowView[]; filterHref: string; region: Region };

/** Few elements an entry and its looks in the stylesheet: a hundred of them are sent with every page. */
export function LogList({ entries, filterHref, region }: LogListProps) {
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
        <LogRow key={entry.seq} entry={entry} filterHref={filterHref} region={region} />
      ))}
    </ol>
  );
}

type LogRowProps = Omit<LogListProps, "entries"> & { entry: LogRowView };

/** What is folded away is drawn when it is unfolded: a hundred details are most of the page, and hardly one is looked at. */
function LogRow({ entry, filterHref, region }: LogRowProps) {
  const [open, setOpen] = useState(false);
  // Somebody may have unfolded it before our script was there to hear of it.
  const arrive = (row: HTMLDetailsElement | null) => {
    if (row?.open) setOpen(true);
  };
  return (
    <li id={`log-${entry.seq}`} className="log-entry" data-level={entry.level}>
      <details ref={arrive} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <time dateTime={entry.lastAt}>{formatLogInstant(entry.lastAt, region)}</time>
          <b>{levelWords[entry.level]}</b>
          <span>
            {entry.message}
            {entry.count > 1 && <em> ×{entry.count}</em>}
          </span>
        </summary>
        {open && <LogDetail entry={entry} href={`${filterHref}#log-${entry.seq}`} region={region} />}
      </details>
    </li>
  );
}
