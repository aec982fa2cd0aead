"use client";

import { type ReactNode, useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import type { ButtonProps } from "@/components/ui/button";
import { SubmitButton } from "@/components/ui/submit-button";

export type MemberFormState = { message: string | null };

type MemberFormProps = {
  action: (state: MemberFormState, form: FormData) => Promise<MemberFormState>;
  submit: string;
  variant?: ButtonProps["variant"];
  children?: ReactNode;
};

/** One change to one person; a refusal is told beside its button. Works without script. */
export function MemberForm({ action, submit, variant = "secondary", children }: MemberFormProps) {
  const [state, send] = useActionState(action, { message: null });
  return (
    <form action={send} className="grid gap-3">
      {state.message && (
        <Alert tone="negative" role="alert">
          {state.message}
        </Alert>
      )}
      <div className="flex flex-wrap items-end gap-2">
        {children}
        <SubmitButton variant={variant}>{submit}</SubmitButton>
      </div>
    </form>
  );
}
