"use client";

import { type ReactNode, useActionState, useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { OptionLines } from "@/components/ui/option-lines";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";

export type PaymentFormState = {
  /** What was typed, secrets excepted: those never come back to the page. */
  values: Record<string, string>;
  errors: Record<string, string[]>;
  message: string | null;
  /** Grows with every refusal, so that the fields are drawn anew with what was typed. */
  tries: number;
};

export type PaymentField = {
  name: string;
  label: string;
  hint?: ReactNode;
  /** `secret` is typed unseen and never filled in. */
  kind?: "text" | "secret";
  /** As `optionLines`. */
  options?: string;
  optional?: boolean;
  /** What a browser may fill in; nothing by itself. */
  autoComplete?: string;
};

type PaymentFormProps = {
  /** Keeps the ids of several forms on one page apart. */
  id: string;
  fields: PaymentField[];
  values?: Record<string, string>;
  save: (state: PaymentFormState, form: FormData) => Promise<PaymentFormState>;
  submitLabel: string;
  children?: ReactNode;
};

/** A form that works without script; its checks are the server's, in our words. */
export function PaymentForm({ id, fields, values = {}, save, submitLabel, children }: PaymentFormProps) {
  const [state, action] = useActionState(save, { values, errors: {}, message: null, tries: 0 });
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (state.tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [state.tries]);

  return (
    <form ref={form} action={action} noValidate className="grid gap-4" key={state.tries}>
      {state.message && (
        <Alert tone="negative" role="alert" title={state.message}>
          {fields.some(({ kind }) => kind === "secret") && "What is typed unseen is not kept: enter it once more."}
        </Alert>
      )}
      {fields.map(({ name, label, hint, kind = "text", options, optional, autoComplete = "off" }) => (
        <Field key={name} id={`${id}-${name}`} label={label} hint={hint} error={state.errors[name]?.[0]}>
          {(control) =>
            options ? (
              <Select {...control} name={name} defaultValue={state.values[name] ?? ""} required>
                <option value="">Choose…</option>
                <OptionLines lines={options} />
              </Select>
            ) : (
              <Input
                {...control}
                name={name}
                type={kind === "secret" ? "password" : "text"}
                defaultValue={kind === "secret" ? "" : (state.values[name] ?? "")}
                autoComplete={autoComplete}
                spellCheck={false}
                maxLength={300}
                required={!optional}
              />
            )
          }
        </Field>
      ))}
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{submitLabel}</SubmitButton>
        {children}
      </div>
    </form>
  );
}
