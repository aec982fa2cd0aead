"use client";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { OrderVerbs } from "./order-actions";

type CancelDialogProps = {
  orderId: string;
  onTill: boolean;
  open: boolean;
  onClose: () => void;
  cancel: OrderVerbs["cancel"];
};

export function CancelDialog({ orderId, onTill, open, onClose, cancel }: CancelDialogProps) {
  const { run, pending, failure } = useAction(cancel);
  const done = ({ printed }: { printed: boolean }) => {
    onClose();
    showToast(printed ? "Cancelled. The kitchen is told by a printed message." : "Cancelled. Nothing was sent.");
  };
  return (
    <Dialog open={open} onClose={onClose} title="Cancel this order?">
      <p className="text-muted text-sm text-pretty">
        {onTill
          ? "Lightspeed offers no way to take an order off the till. The kitchen is told by a printed message, and the staff must void the check. You decide about the guest's money afterwards: the order stays on Home until you have."
          : "If it was not sent yet, it never will be, and the money goes back at once. If it was sent, the kitchen is told by a printed message, and the money goes back by itself once the till can print the order no more. Where nobody knows whether the till has it, you are asked about the money."}
      </p>
      {failure && (
        <p role="alert" className="mt-3 text-negative-ink text-sm">
          {failure}
        </p>
      )}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button variant="destructive" pending={pending} onClick={() => run({ orderId }, done)}>
          Cancel order
        </Button>
      </div>
    </Dialog>
  );
}
