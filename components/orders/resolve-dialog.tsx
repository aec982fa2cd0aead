"use client";

import type { FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { OrderVerbs } from "./order-actions";

type ResolveDialogProps = {
  orderId: string;
  open: boolean;
  onClose: () => void;
  resolve: OrderVerbs["resolve"];
};

export function ResolveDialog({ orderId, open, onClose, resolve }: ResolveDialogProps) {
  const { run, pending, failure } = useAction(resolve);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget).get("note") ?? "").trim();
    run({ orderId, ...(note ? { note } : {}) }, () => {
      onClose();
      showToast("Marked as resolved.");
    });
  }
  return (
    <Dialog open={open} onClose={onClose} title="Mark this order as resolved?">
      <form onSubmit={submit} className="grid gap-4">
        <p className="text-muted text-sm text-pretty">
          You have seen to it by hand: nothing is sent, booked or given back by itself any more.
        </p>
        <Field id="resolve-note" label="What was done (optional)" error={failure ?? undefined}>
          {(control) => <Input {...control} name="note" maxLength={200} autoComplete="off" />}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Not yet</Button>
          <Button type="submit" variant="primary" pending={pending}>
            Mark as resolved
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
