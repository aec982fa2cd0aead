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
  /** The whole order; else only what is told beside it, and it goes on. */
  ends: boolean;
  open: boolean;
  onClose: () => void;
  resolve: OrderVerbs["resolve"];
};

export function ResolveDialog({ orderId, ends, open, onClose, resolve }: ResolveDialogProps) {
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
    <Dialog
      open={open}
      onClose={onClose}
      title={ends ? "Mark this order as resolved?" : "Mark this matter as resolved?"}
    >
      <form onSubmit={submit} className="grid gap-4">
        <p className="text-muted text-sm text-pretty">
          {ends
            ? "You have seen to it by hand: nothing is sent, booked or given back by itself any more."
            : "You have seen to what is told here, and it is not told again. Whatever is still to be sent, booked or given back goes on by itself."}
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
