"use client";

import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/result";

type RedeliverButtonProps = { eventId: string; redeliver: (input: { eventId: string }) => Promise<ActionResult<null>> };

export function RedeliverButton({ eventId, redeliver }: RedeliverButtonProps) {
  const { run, pending, failure } = useAction(redeliver);
  return (
    <div>
      <Button pending={pending} onClick={() => run({ eventId }, () => showToast("It is worked on once more."))}>
        Redeliver
      </Button>
      {failure && (
        <p role="alert" className="mt-2 text-negative-ink text-sm">
          {failure}
        </p>
      )}
    </div>
  );
}
