"use client";

import clsx from "clsx";
import { RelativeTime } from "@/components/time/relative-time";
import { useOld } from "@/components/time/use-old";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { CheckIcon, CrossIcon, DashIcon } from "@/components/ui/icons";
import { useAction } from "@/components/ui/use-action";
import { formatCount, formatDuration, type Region } from "@/lib/format";
import { formatLasting, lifetimes } from "@/lib/lifetimes";
import type { TestView } from "@/lib/lightspeed/connection/connection-view-types";
import type { ActionResult } from "@/lib/result";
import { RECONNECT_ROLES } from "./connection-words";

type TestCardProps = {
  test: TestView;
  /** Since when Lightspeed is connected as it is now: a test from before says nothing of it. */
  connectedAt: string | null;
  mayManage: boolean;
  renderedAt: string;
  region: Region;
  run: () => Promise<ActionResult<TestView>>;
};

const outcomes = {
  ok: { word: "Works", icon: CheckIcon, look: "text-positive-ink" },
  failed: { word: "Failed", icon: CrossIcon, look: "text-negative-ink" },
  // Its message says what is not set up; it is no fault.
  neutral: { word: null, icon: DashIcon, look: "text-muted" },
} as const;

export function TestCard({ test: last, connectedAt, mayManage, run: runTest, ...times }: TestCardProps) {
  const isPast = last.testedAt !== null && connectedAt !== null && last.testedAt < connectedAt;
  const test: TestView = isPast ? { ...last, testedAt: null, durationMs: null, results: [] } : last;
  const { run, pending, failure } = useAction(() => runTest());
  const running = pending || test.running;
  const old = useOld({ at: test.testedAt, lifetime: lifetimes.connectionTest }, times.renderedAt);
  return (
    <Card
      id="test"
      flush
      title="Connection test"
      description={
        <>
          <p role="status">{running ? "Testing. This takes at most 5 seconds." : summary(test)}</p>
          {test.testedAt && !running && (
            <p>
              Tested <RelativeTime at={test.testedAt} {...times} />
              {test.durationMs !== null && `, in ${formatDuration(test.durationMs)}`}
              {old && (
                <span className="text-warning-ink">
                  . That counts for {formatLasting(lifetimes.connectionTest.lastsMs)}, so it may have changed since.{" "}
                  {lifetimes.connectionTest.renewed}
                </span>
              )}
            </p>
          )}
          {!mayManage && <p>{RECONNECT_ROLES}</p>}
          {failure && (
            <p role="alert" className="text-negative-ink">
              {failure}
            </p>
          )}
        </>
      }
      actions={
        mayManage && (
          <Button variant="primary" pending={running} onClick={() => run(undefined)}>
            Test Connection
          </Button>
        )
      }
    >
      {test.results.length === 0 ? (
        <EmptyState
          title={
            running
              ? "The first results are on their way"
              : isPast
                ? "Not tested since Lightspeed was connected again"
                : "No test has run yet"
          }
        >
          {!running && "A test tries each part of the connection and says what works, what does not, and what to do."}
        </EmptyState>
      ) : (
        <ul aria-label="Test results" aria-busy={running} className="divide-y">
          {test.results.map((result) => (
            <ResultLine key={result.capability} result={result} old={old} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function ResultLine({ result, old }: { result: TestView["results"][number]; old: boolean }) {
  const { word, icon: Icon, look: fresh } = outcomes[result.result];
  const look = old && result.result === "ok" ? "text-muted" : fresh;
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_auto] gap-x-3 px-4 py-2.5 text-sm sm:px-5">
      <Icon className={clsx("mt-0.5", look)} />
      <div className="grid min-w-0 gap-x-4 sm:grid-cols-[9rem_minmax(0,1fr)]">
        <span className="font-medium">{result.capability}</span>
        <div className="min-w-0 text-pretty">
          {word && <span className={clsx("font-medium", look)}>{word}</span>}
          {result.message && <span className="text-muted">{word ? ` · ${result.message}` : result.message}</span>}
          {result.remedy && (
            <p>
              <span className="font-medium">What to do: </span>
              {result.remedy}
            </p>
          )}
        </div>
      </div>
      {result.durationMs > 0 && (
        <span className="whitespace-nowrap text-muted tabular-nums">
          <span className="sr-only">took </span>
          {formatDuration(result.durationMs)}
        </span>
      )}
    </li>
  );
}

function summary({ testedAt, results }: TestView): string {
  if (!testedAt) return "Tries every part of the connection at once.";
  const failed = results.filter(({ result }) => result === "failed").length;
  const works = results.filter(({ result }) => result === "ok").length;
  return failed === 0
    ? `Everything that is set up works: ${formatCount(works, "part")}.`
    : `${formatCount(failed, "part")} failed, ${formatCount(works, "part works", "parts work")}.`;
}
