"use client";

import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { PendingChoiceView } from "@/lib/lightspeed/connection/connection-view-types";
import type { ActionResult } from "@/lib/result";

type PendingChoiceProps = {
  choice: PendingChoiceView;
  mayManage: boolean;
  decide: (input: { decision: "replace" | "keep" }) => Promise<ActionResult<null>>;
};

/** Another Lightspeed business answered on Reconnect: nothing happens until somebody says which one it shall be. */
export function PendingChoice({ choice, mayManage, decide }: PendingChoiceProps) {
  const { run, pending, failure } = useAction(decide);
  const found = choice.found.map(({ name, id }) => name || id).join(", ") || "the other business";
  const current = choice.current.name || choice.current.id;
  return (
    <div className="mb-5">
      <Card
        id="pending-choice"
        title="You signed in to another Lightspeed business"
        description={`Connected is ${current}; the sign-in just now was to ${found}. Nothing has changed yet.`}
        footer={
          mayManage ? (
            <div className="flex w-full flex-wrap items-center justify-end gap-2">
              <Button pending={pending} onClick={() => run({ decision: "keep" }, () => showToast(`Kept ${current}.`))}>
                Keep {current}
              </Button>
              <Button
                variant="primary"
                pending={pending}
                onClick={() => run({ decision: "replace" }, () => showToast(`Switched to ${found}.`))}
              >
                Switch to {found}
              </Button>
            </div>
          ) : (
            "Only owners and managers can decide."
          )
        }
      >
        <dl className="grid max-w-3xl gap-3 text-sm sm:grid-cols-2">
          <div>
            <dt className="font-medium">If you keep {current}</dt>
            <dd className="text-muted text-pretty">
              Everything stays as it is, and the new permission is thrown away. If {current} was disconnected, reconnect
              and sign in to {current}.
            </dd>
          </div>
          <div>
            <dt className="font-medium">If you switch to {found}</dt>
            <dd className="text-muted text-pretty">
              Orders and menus go to {found} from now on. The links of your locations to {current} stop working and must
              be made again.
            </dd>
          </div>
        </dl>
        {failure && (
          <p role="alert" className="mt-3 text-negative-ink text-sm">
            {failure}
          </p>
        )}
      </Card>
    </div>
  );
}
