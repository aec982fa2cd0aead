"use client";

import { useActionState, useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { SubmitButton } from "@/components/ui/submit-button";
import { Textarea } from "@/components/ui/textarea";

export type RecipientsFormState = {
  byEmail: boolean;
  /** One a line, as typed. */
  recipients: string;
  error: string | null;
  message: string | null;
  /** Grows with every refusal, so that the fields are drawn anew with what was typed. */
  tries: number;
};

type RecipientsFormProps = {
  byEmail: boolean;
  recipients: string;
  owners: string[];
  save: (state: RecipientsFormState, form: FormData) => Promise<RecipientsFormState>;
};

export function RecipientsForm({ byEmail, recipients, owners, save }: RecipientsFormProps) {
  const [state, action] = useActionState(save, { byEmail, recipients, error: null, message: null, tries: 0 });
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (state.tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [state.tries]);

  return (
    <form ref={form} action={action} noValidate className="grid gap-4" key={state.tries}>
      {state.message && <Alert tone="negative" role="alert" title={state.message} />}
      <Checkbox name="byEmail" label="Send e-mails" defaultChecked={state.byEmail} />
      <Field
        id="recipients"
        label="To"
        hint={`One address a line. Left empty, the owners are told: ${owners.join(", ")}.`}
        {...(state.error ? { error: state.error } : {})}
      >
        {(control) => (
          <Textarea
            {...control}
            name="recipients"
            rows={3}
            maxLength={1_500}
            defaultValue={state.recipients}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <div>
        <SubmitButton>Save</SubmitButton>
      </div>
    </form>
  );
}
