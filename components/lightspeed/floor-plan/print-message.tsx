"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { controlClass } from "@/components/ui/input";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { MessageInput } from "@/lib/lightspeed/floor-plan/print-message";
import type { ActionResult } from "@/lib/result";

export type SendMessage = (input: MessageInput) => Promise<ActionResult<{ placeName: string }>>;

type PrintMessageProps = { locationId: string; placeName: string; send: SendMessage };

const LONGEST = 500;

/** A text for the staff at the till: written, looked at once more, sent. */
export function PrintMessage({ locationId, placeName, send }: PrintMessageProps) {
  const { run, pending, failure } = useAction(send);
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [onPaper, setOnPaper] = useState(true);
  const [checking, setChecking] = useState(false);
  const message = text.trim();

  function close() {
    setOpen(false);
    setChecking(false);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!checking) {
      setChecking(message !== "");
      return;
    }
    run({ locationId, message, alsoToPrinter: onPaper }, () => {
      close();
      setText("");
      showToast(`Lightspeed took the message for ${placeName}. A till that is offline gets it within 24 hours.`);
    });
  }

  return (
    <>
      <Button onClick={() => setOpen(true)}>Print message</Button>
      <Dialog open={open} title={`Message to the till of ${placeName}`} onClose={close}>
        <form onSubmit={submit} className="grid gap-4">
          {checking ? (
            <>
              <p className="text-sm">
                This goes to the screen {onPaper ? "and the printer " : ""}of the till right away and cannot be taken
                back:
              </p>
              <blockquote className="max-h-60 overflow-auto whitespace-pre-wrap rounded border bg-sunken px-3 py-2 text-sm [overflow-wrap:anywhere]">
                {message}
              </blockquote>
            </>
          ) : (
            <>
              <Field
                id="till-message"
                label="Message"
                hint={`For the staff, at most ${LONGEST} characters. Nothing reports back whether it was read.`}
              >
                {(control) => (
                  <textarea
                    {...control}
                    required
                    rows={4}
                    maxLength={LONGEST}
                    value={text}
                    onChange={(event) => setText(event.currentTarget.value)}
                    className={`${controlClass} h-auto py-1.5`}
                  />
                )}
              </Field>
              <Checkbox
                label="Also print it on paper (recommended)"
                checked={onPaper}
                onChange={(event) => setOnPaper(event.currentTarget.checked)}
              />
            </>
          )}
          {failure && (
            <p role="alert" className="text-negative-ink text-sm">
              {failure}
            </p>
          )}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={checking ? () => setChecking(false) : close} disabled={pending}>
              {checking ? "Change it" : "Cancel"}
            </Button>
            <Button type="submit" variant="primary" pending={pending}>
              {checking ? "Send to the till" : "Continue"}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
