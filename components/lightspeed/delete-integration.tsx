"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/result";

const WORD = "Lightspeed";

const consequences = [
  "No more orders go to Lightspeed, and no more menu data comes from it.",
  "Your in-house channel is no longer run by Lightspeed.",
  "All Lightspeed credentials stored at Upvendo are erased, and Upvendo asks Lightspeed to withdraw the permission.",
  "The links of your locations and the integration logs are kept. The links do nothing until you connect again.",
];

type DeleteIntegrationProps = { remove: (input: { confirmation: string }) => Promise<ActionResult<null>> };

export function DeleteIntegration({ remove }: DeleteIntegrationProps) {
  const [open, setOpen] = useState(false);
  const deleted = useRef(false);

  useEffect(
    () => () => {
      // The button that opened the dialog goes with the integration; go on with the receipt.
      if (deleted.current) document.getElementById("receipt-title")?.focus();
    },
    [],
  );

  function finish() {
    deleted.current = true;
    setOpen(false);
    showToast("The Lightspeed integration was deleted.");
  }

  return (
    <>
      <Button variant="destructive-quiet" onClick={() => setOpen(true)}>
        Delete
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Delete the Lightspeed integration?">
        <DeleteForm remove={remove} onCancel={() => setOpen(false)} onDone={finish} />
      </Dialog>
    </>
  );
}

type DeleteFormProps = DeleteIntegrationProps & { onCancel: () => void; onDone: () => void };

function DeleteForm({ remove, onCancel, onDone }: DeleteFormProps) {
  const [typed, setTyped] = useState("");
  const { run, pending, failure } = useAction(remove);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (typed !== WORD) return;
    run({ confirmation: typed }, onDone);
  }

  return (
    <form onSubmit={submit} className="grid gap-4">
      <ul className="grid list-disc gap-1.5 pl-4 text-muted text-sm marker:text-line-control">
        {consequences.map((line) => (
          <li key={line} className="text-pretty">
            {line}
          </li>
        ))}
      </ul>
      <Field id="delete-confirmation" label={`Type "${WORD}" to confirm`} error={failure ?? undefined}>
        {(control) => (
          <Input
            {...control}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="destructive" disabled={typed !== WORD} pending={pending}>
          Delete integration
        </Button>
      </div>
    </form>
  );
}
