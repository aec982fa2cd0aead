"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { formatCount } from "@/lib/format";
import type { DeliveryFilterInput } from "@/lib/lightspeed/webhooks/delivery-filter";
import type { ReplayProgress } from "@/lib/lightspeed/webhooks/replay-many";
import type { ActionResult } from "@/lib/result";

type ReplayCardProps = {
  filter: DeliveryFilterInput;
  filtered: boolean;
  progress: ReplayProgress | null;
  mayManage: boolean;
  preview: (filter: DeliveryFilterInput) => Promise<ActionResult<{ count: number }>>;
  start: (input: { filter: DeliveryFilterInput; expected: number }) => Promise<ActionResult<{ replayId: string }>>;
  cancel: (input: { replayId: string }) => Promise<ActionResult<null>>;
};

/** Many at once: first how many, then how far, and a way to stop. */
export function ReplayCard({ filter, filtered, progress, mayManage, preview, start, cancel }: ReplayCardProps) {
  const [asked, setAsked] = useState<{ filter: DeliveryFilterInput; count: number } | null>(null);
  const counting = useAction(preview);
  const starting = useAction(start);
  const cancelling = useAction(cancel);
  const running = progress?.status === "running";
  const failure = counting.failure ?? starting.failure ?? cancelling.failure;

  function confirm() {
    if (!asked) return;
    const { filter: what, count: expected } = asked;
    setAsked(null);
    starting.run({ filter: what, expected }, () => showToast("The redelivery has begun."));
  }

  return (
    <>
      <Card
        id="replay"
        title="Redeliver many"
        description="Works on deliveries once more. What was done already is not done again."
        actions={
          mayManage &&
          (running ? (
            <Button pending={cancelling.pending} onClick={() => progress && cancelling.run({ replayId: progress.id })}>
              Cancel
            </Button>
          ) : (
            <Button
              pending={counting.pending || starting.pending}
              onClick={() => counting.run(filter, ({ count }) => setAsked({ filter, count }))}
            >
              {filtered ? "Redeliver what matches" : "Redeliver all"}
            </Button>
          ))
        }
      >
        {(progress || failure || !mayManage) && (
          <div className="grid gap-2 text-sm">
            {progress && <Progress progress={progress} />}
            {!mayManage && <p className="text-muted">Only owners and managers can redeliver.</p>}
            {failure && (
              <p role="alert" className="text-negative-ink">
                {failure}
              </p>
            )}
          </div>
        )}
      </Card>
      <Dialog
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={
          asked?.count === 0
            ? "Nothing matches"
            : `Redeliver ${formatCount(asked?.count ?? 0, "delivery", "deliveries")}?`
        }
      >
        <p className="text-muted text-sm text-pretty">
          {asked?.count === 0
            ? "There is no delivery like this."
            : "Each is worked on again in the background. You can cancel at any time; what was not begun then stays as it is."}
        </p>
        <div className="mt-4 flex justify-end gap-2">
          <Button onClick={() => setAsked(null)}>{asked?.count === 0 ? "Close" : "Keep as they are"}</Button>
          {asked !== null && asked.count > 0 && (
            <Button variant="primary" onClick={confirm}>
              Redeliver
            </Button>
          )}
        </div>
      </Dialog>
    </>
  );
}

const endWords = { running: "Running", completed: "Completed", cancelled: "Cancelled" } as const;

function Progress({ progress: { status, done, total, byName } }: { progress: ReplayProgress }) {
  return (
    <div className="grid gap-1.5">
      <p role="status">
        {endWords[status]}: {done} of {total}, started by {byName}.
      </p>
      <progress
        value={done}
        max={Math.max(1, total)}
        aria-label="Progress of the redelivery"
        className="h-1.5 w-full accent-accent"
      />
    </div>
  );
}
