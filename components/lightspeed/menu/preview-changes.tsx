"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useAction } from "@/components/ui/use-action";
import { formatCount } from "@/lib/format";
import type { PreviewView } from "@/lib/lightspeed/menu/preview-changes";
import type { ActionResult } from "@/lib/result";
import { ChangeList } from "./change-list";

/** What the next synchronisation would change, before it does. */
export function PreviewChanges({ preview }: { preview: () => Promise<ActionResult<PreviewView>> }) {
  const { run, pending, failure } = useAction(() => preview());
  const [found, setFound] = useState<PreviewView | null>(null);
  return (
    <div className="grid gap-2 border-b px-4 pb-4 text-sm sm:px-5">
      <div>
        <Button pending={pending} onClick={() => run(undefined, setFound)}>
          Preview what would change now
        </Button>
      </div>
      {failure && (
        <p role="alert" className="text-negative-ink">
          {failure}
        </p>
      )}
      {found && !pending && (
        <div role="status">
          <p>
            {found.changeCount === 0
              ? "Nothing: Lightspeed has what is shown here."
              : `${formatCount(found.changeCount, "change")} would be taken over. Press “Synchronise now” to do it.`}
            {found.leftOut > 0 && ` ${formatCount(found.leftOut, "row")} would be left out.`}
          </p>
          {found.changes.length > 0 && <ChangeList changes={found.changes} total={found.changeCount} />}
        </div>
      )}
    </div>
  );
}
