"use client";

import { useActionState, useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";

export type KeyFormState = {
  key: { text: string; name: string } | null;
  message: string | null;
  /** What was typed and chosen where it was not taken, and what is wrong with the name. */
  refused: { name: string; nameError: string | null; location: string; channel: string } | null;
  /** Grows with every answer, so that the fields are drawn anew with what they should hold. */
  tries: number;
};

type ApiKeysProps = {
  locations: { id: string; name: string }[];
  /** Those that can be replaced. */
  keys: { id: string; label: string }[];
  make: (state: KeyFormState, form: FormData) => Promise<KeyFormState>;
};

/** Makes keys and shows each once. */
export function ApiKeyForms({ locations, keys, make }: ApiKeysProps) {
  const [state, action] = useActionState(make, { key: null, message: null, refused: null, tries: 0 });
  const { refused } = state;
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (state.tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [state.tries]);

  return (
    <div className="grid gap-4">
      {state.key && (
        <Alert tone="positive" role="status" title={`Copy the key “${state.key.name}” now: it is not shown again`}>
          <span className="mt-1 flex flex-wrap items-center gap-2">
            <code id="new-key" className="rounded border bg-surface px-2 py-1 text-xs [overflow-wrap:anywhere]">
              {state.key.text}
            </code>
            <CopyButton text={state.key.text} describedBy="new-key" />
          </span>
        </Alert>
      )}
      {state.message && <Alert tone="negative" role="alert" title={state.message} />}
      <form
        ref={form}
        action={action}
        noValidate
        className="grid gap-3 sm:grid-cols-[1fr_1fr_1fr_auto] sm:items-start"
        key={state.tries}
      >
        <Field id="key-name" label="Name" error={refused?.nameError ?? undefined}>
          {(control) => (
            <Input
              {...control}
              name="name"
              defaultValue={refused?.name}
              maxLength={80}
              autoComplete="off"
              placeholder="Kiosk 1"
              required
            />
          )}
        </Field>
        <Field id="key-location" label="Location">
          {(control) => (
            <Select {...control} name="location" defaultValue={refused?.location}>
              {locations.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field id="key-channel" label="Channel">
          {(control) => (
            <Select {...control} name="channel" defaultValue={refused?.channel}>
              <option value="kiosk">Kiosk</option>
              <option value="online">Online Ordering</option>
              <option value="table_qr">Table QR</option>
              <option value="in_house">In-house</option>
            </Select>
          )}
        </Field>
        {/* Below the labels, beside the fields, whatever is said under one of them. */}
        <SubmitButton className="sm:mt-6">Create key</SubmitButton>
      </form>
      {keys.length > 0 && (
        <form action={action} className="flex flex-wrap items-end gap-3">
          <Field id="key-rotate" label="Replace a key" hint="The old one works for another day.">
            {(control) => (
              <Select {...control} name="rotate">
                {keys.map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <SubmitButton variant="secondary" className="mb-5">
            Replace
          </SubmitButton>
        </form>
      )}
    </div>
  );
}
