"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

export type AnswerState = { message: string | null };

type AnswerFormProps = {
  options: { value: string; label: string }[];
  answer: (state: AnswerState, form: FormData) => Promise<AnswerState>;
};

/** One press is the answer. Works without script. */
export function AnswerForm({ options, answer }: AnswerFormProps) {
  const [state, send, pending] = useActionState(answer, { message: null });
  return (
    <form action={send} className="grid gap-3">
      {state.message && (
        <Alert tone="negative" role="alert">
          {state.message}
        </Alert>
      )}
      <div className="flex flex-wrap gap-2">
        {options.map(({ value, label }) => (
          <Button key={value} type="submit" name="answer" value={value} pending={pending}>
            {label}
          </Button>
        ))}
      </div>
    </form>
  );
}
