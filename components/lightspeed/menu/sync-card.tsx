"use client";

import { RelativeTime } from "@/components/time/relative-time";
import { Alert } from "@/components/ui/alert";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { formatCount, type Region } from "@/lib/format";
import type { SyncView } from "@/lib/lightspeed/menu/sync-view";
import type { ActionResult } from "@/lib/result";

type Times = { renderedAt: string; region: Region };
type SyncCardProps = Times & {
  sync: SyncView;
  maySync: boolean;
  start: () => Promise<ActionResult<"started" | "running">>;
};

const looks: Record<string, { tone: Tone; text: string }> = {
  never: { tone: "neutral", text: "Not synchronised yet" },
  running: { tone: "neutral", text: "Synchronising" },
  waiting: { tone: "warning", text: "Waiting to go on" },
  ok: { tone: "positive", text: "Up to date" },
  partly: { tone: "warning", text: "Partly up to date" },
  failed: { tone: "negative", text: "Not up to date" },
};

const said = { started: "The menus are being read.", running: "The menus are being read already." };

/** How the menus are kept in step with Lightspeed, and the button that does it now. */
export function SyncCard({ sync, maySync, start, ...times }: SyncCardProps) {
  const { run, pending, failure } = useAction(() => start());
  const look = looks[sync.state === "idle" ? (sync.outcome ?? "never") : sync.state];
  return (
    <section aria-labelledby="sync-title" className="rounded-lg border bg-surface px-4 py-3.5 shadow-raised sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <h2 id="sync-title" className="sr-only">
            Synchronisation
          </h2>
          <p role="status">{look && <Badge tone={look.tone}>{look.text}</Badge>}</p>
          <p className="mt-1.5 text-muted text-sm">
            <SyncWords sync={sync} {...times} />
          </p>
        </div>
        {maySync ? (
          <Button pending={pending} onClick={() => run(undefined, (what) => showToast(said[what]))}>
            {sync.state === "waiting" ? "Try again now" : "Synchronise now"}
          </Button>
        ) : (
          <p className="text-muted text-sm">Only owners and managers can synchronise.</p>
        )}
      </div>
      {sync.state !== "idle" && sync.total > 0 && (
        <progress
          aria-label="Menus read"
          value={sync.done}
          max={sync.total}
          className="mt-3 block h-1.5 w-full overflow-hidden rounded-full accent-accent"
        />
      )}
      <div className="mt-3 grid gap-3 empty:hidden">
        {failure && (
          <Alert tone="negative" role="alert">
            {failure}
          </Alert>
        )}
        {sync.problem && (
          <Alert tone={sync.state === "waiting" ? "warning" : "negative"} title={sync.problem.message}>
            <p>The menus below are what was read last.</p>
            <p>
              <span className="font-medium">What to do: </span>
              {sync.problem.remedy}
            </p>
          </Alert>
        )}
      </div>
    </section>
  );
}

function SyncWords({ sync, ...times }: Times & { sync: SyncView }) {
  const { done, total, changed, brokenRows, finishedAt, startedByName, dueAt } = sync;
  if (sync.state === "never")
    return "The first synchronisation begins by itself some minutes after a location is linked.";
  if (sync.state === "running") {
    const who = startedByName ? `Started by ${startedByName}. ` : "";
    return `${who}${total > 0 ? `${done} of ${formatCount(total, "menu")} read.` : "Reading which menus there are."}`;
  }
  if (sync.state === "waiting")
    return (
      <>
        {done} of {formatCount(total, "menu")} read. Goes on by itself {dueAt && <RelativeTime at={dueAt} {...times} />}
        .
      </>
    );
  return (
    <>
      {formatCount(done, "menu")} read {finishedAt && <RelativeTime at={finishedAt} {...times} />}, {changed} changed
      {brokenRows > 0 && `, ${formatCount(brokenRows, "row")} left out`}. Next{" "}
      {dueAt && <RelativeTime at={dueAt} {...times} />}.
    </>
  );
}
