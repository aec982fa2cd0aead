"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/result";

type ReloadFromLightspeedProps = {
  readAt: ReactNode;
  mayManage: boolean;
  reload: () => Promise<ActionResult<null>>;
  label?: string;
  done?: string;
};

export function ReloadFromLightspeed({
  readAt,
  mayManage,
  reload,
  label = "Reload from Lightspeed",
  done = "The list was read again.",
}: ReloadFromLightspeedProps) {
  const { run, pending, failure } = useAction(() => reload());
  return (
    <>
      <span>
        {readAt}
        {failure && (
          <span role="alert" className="block text-negative-ink">
            {failure}
          </span>
        )}
      </span>
      {mayManage && (
        <Button pending={pending} onClick={() => run(undefined, () => showToast(done))}>
          {label}
        </Button>
      )}
    </>
  );
}
