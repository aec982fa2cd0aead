"use client";

import { useActionState } from "react";
import { SubmitButton } from "@/components/ui/submit-button";

export type RepairState = { message: string | null; done: boolean };

type RepairFormProps = { repair: (state: RepairState) => Promise<RepairState>; label: string };

/** One press; what became of it stands beside the button. Works without script. */
export function RepairForm({ repair, label }: RepairFormProps) {
  const [state, send] = useActionState(repair, { message: null, done: false });
  return (
    <form action={send} className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <SubmitButton>{label}</SubmitButton>
      <span role="status" className={state.done ? "text-muted text-sm" : "text-negative-ink text-sm"}>
        {state.message}
      </span>
    </form>
  );
}
