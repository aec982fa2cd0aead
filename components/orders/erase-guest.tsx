"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/result";
import { WhatIsErased } from "./what-is-erased";

type EraseGuestProps = {
  orderId: string;
  number: string;
  erase: (input: { orderId: string }) => Promise<ActionResult<null>>;
};

/** The button and its question: nobody can bring back what is erased. */
export function EraseGuest({ orderId, number, erase }: EraseGuestProps) {
  const [open, setOpen] = useState(false);
  const { run, pending, failure } = useAction(erase);
  const close = () => setOpen(false);
  const done = () => {
    close();
    showToast("The guest's data was erased.");
  };
  return (
    <div data-needs-script="">
      <Button variant="destructive-quiet" onClick={() => setOpen(true)}>
        Erase guest data
      </Button>
      <Dialog open={open} onClose={close} title={`Erase the guest's data of ${number}?`}>
        <WhatIsErased />
        {failure && (
          <p role="alert" className="mt-3 text-negative-ink text-sm">
            {failure}
          </p>
        )}
        <div className="mt-4 flex justify-end gap-2">
          <Button onClick={close}>Keep it</Button>
          <Button variant="destructive" pending={pending} onClick={() => run({ orderId }, done)}>
            Erase for good
          </Button>
        </div>
      </Dialog>
    </div>
  );
}
