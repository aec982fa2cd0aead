"use client";

import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/result";

type ItemRemovalProps = {
  name: string;
  active: boolean;
  archive: (input: { active: boolean }) => Promise<ActionResult<null>>;
  /** `not_offered`: this Lightspeed deletes no items. Deleted: the page goes to the list by itself. */
  remove: (input: Record<never, never>) => Promise<ActionResult<"not_offered">>;
};

/** Archive with its consequences, or delete where Lightspeed allows it. */
export function ItemRemoval({ name, active, archive, remove }: ItemRemovalProps) {
  const [asking, setAsking] = useState(false);
  const [notOffered, setNotOffered] = useState(false);
  const archiving = useAction(archive);
  const removing = useAction(remove);
  const failure = archiving.failure ?? (asking ? null : removing.failure);
  return (
    <>
      <Card
        id="removal"
        title={active ? "Take it off sale" : "This item is archived"}
        description={
          active
            ? "An archived item is sold nowhere and comes back with one click. Deleting cannot be undone; past sales keep what they say."
            : "It is sold nowhere. Put it back on sale to use it again with everything that was set up before."
        }
        actions={
          <>
            <Button pending={archiving.pending} onClick={() => archiving.run({ active: !active })}>
              {active ? "Archive" : "Put back on sale"}
            </Button>
            <Button variant="destructive-quiet" onClick={() => setAsking(true)}>
              Delete
            </Button>
          </>
        }
      >
        {(failure || notOffered) && (
          <div className="grid gap-3">
            {failure && <Alert tone="negative" role="alert" title={failure} />}
            {notOffered && (
              <Alert tone="warning" role="alert" title="This Lightspeed does not delete items over its connection.">
                {active
                  ? "Archive the item instead, or delete it in Lightspeed's Back Office."
                  : "It stays archived. Delete it in Lightspeed's Back Office."}
              </Alert>
            )}
          </div>
        )}
      </Card>
      <Dialog open={asking} onClose={() => setAsking(false)} title={`Delete “${name}”?`}>
        <div className="grid gap-4">
          <p className="text-muted text-sm">
            It disappears from every menu of this location. This cannot be undone. Archiving keeps it out of sight just
            as well.
          </p>
          {removing.failure && <Alert tone="negative" role="alert" title={removing.failure} />}
          <div className="flex justify-end gap-2">
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button
              variant="destructive"
              pending={removing.pending}
              onClick={() =>
                removing.run({}, () => {
                  setAsking(false);
                  setNotOffered(true);
                })
              }
            >
              Delete item
            </Button>
          </div>
        </div>
      </Dialog>
    </>
  );
}
