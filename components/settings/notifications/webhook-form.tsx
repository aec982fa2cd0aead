"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";

export type WebhookFormState = {
  /** In clear, this once. */
  secret: string | null;
  /** What was done. */
  done: string | null;
  error: string | null;
  message: string | null;
  /** As typed, where it was refused. */
  address: string;
};

type WebhookFormProps = {
  /** Whether there is an address already. */
  entered: boolean;
  change: (state: WebhookFormState, form: FormData) => Promise<WebhookFormState>;
};

/** The address is typed and never filled in: whoever has it can post to it. */
export function WebhookForm({ entered, change }: WebhookFormProps) {
  const start = { secret: null, done: null, error: null, message: null, address: "" };
  const [state, action] = useActionState(change, start);
  return (
    <form action={action} noValidate className="grid gap-4">
      {state.message && <Alert tone="negative" role="alert" title={state.message} />}
      {state.done && !state.secret && <Alert tone="positive" role="status" title={state.done} />}
      {state.secret && (
        <Alert tone="positive" role="status" title="Copy the secret now: it is not shown again">
          <span className="mt-1 flex flex-wrap items-center gap-2">
            <code id="webhook-secret" className="rounded border bg-surface px-2 py-1 text-xs [overflow-wrap:anywhere]">
              {state.secret}
            </code>
            <CopyButton text={state.secret} describedBy="webhook-secret" />
          </span>
        </Alert>
      )}
      <Field
        id="webhook-address"
        label={entered ? "Another address" : "Address"}
        hint="Begins with https:// and is on the public internet. Redirects are not followed."
        {...(state.error ? { error: state.error } : {})}
      >
        {(control) => (
          <Input
            {...control}
            key={state.address}
            name="address"
            inputMode="url"
            defaultValue={state.address}
            placeholder="https://hooks.example.com/upvendo"
            maxLength={1_000}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <SubmitButton name="do" value="save">
          Save address
        </SubmitButton>
        {entered && (
          <>
            <SubmitButton name="do" value="replace" variant="secondary">
              Replace secret
            </SubmitButton>
            <SubmitButton name="do" value="remove" variant="destructive-quiet">
              Remove webhook
            </SubmitButton>
          </>
        )}
      </div>
    </form>
  );
}
