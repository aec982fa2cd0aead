"use client";

import { useState } from "react";
import { WhatIsErased } from "@/components/orders/what-is-erased";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SubmitButton } from "@/components/ui/submit-button";

type EraseFoundProps = {
  contact: string;
  /** Orders that are over: only these can be erased. */
  over: number;
  action: (form: FormData) => void;
};

/** The button and its question: nobody can bring back what is erased. */
export function EraseFound({ contact, over, action }: EraseFoundProps) {
  const [asking, setAsking] = useState(false);
  const orders = over === 1 ? "one order" : `${over} orders`;
  return (
    <div data-needs-script="">
      <Button variant="destructive-quiet" onClick={() => setAsking(true)}>
        Erase the guest's data of {orders}
      </Button>
      <Dialog open={asking} onClose={() => setAsking(false)} title={`Erase the guest's data of ${orders}?`}>
        <p className="mb-3 text-sm [overflow-wrap:anywhere]">All that is over and holds {contact}.</p>
        <WhatIsErased />
        <form action={action} className="mt-4 flex justify-end gap-2">
          <input type="hidden" name="contact" value={contact} />
          <Button onClick={() => setAsking(false)}>Keep it</Button>
          <SubmitButton variant="destructive" name="do" value="erase">
            Erase for good
          </SubmitButton>
        </form>
      </Dialog>
    </div>
  );
}
