"use client";

import Link from "next/link";
import { useActionState, useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import { buttonClass } from "@/components/ui/button";
import { type ControlProps, Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { zoneName } from "@/lib/format";
import type { LocationFormValues } from "@/lib/locations/form-values";
import type { Choice } from "@/lib/locations/reference-data";
import { OpeningHoursFields } from "./opening-hours-fields";

export type LocationFormState = {
  values: LocationFormValues;
  errors: Record<string, string[]>;
  message: string | null;
  /** Grows with every refusal, so that the fields are drawn anew with what was typed. */
  tries: number;
};

type LocationFormProps = {
  values: LocationFormValues;
  save: (state: LocationFormState, form: FormData) => Promise<LocationFormState>;
  submitLabel: string;
  choices: { countries: readonly Choice[]; timeZones: readonly string[]; currencies: readonly Choice[] };
};

type TextName = "name" | "street" | "postalCode" | "city";
type ChoiceName = "country" | "timeZone" | "currency";

export function LocationForm({ values, save, submitLabel, choices }: LocationFormProps) {
  const [state, action] = useActionState(save, { values, errors: {}, message: null, tries: 0 });
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (state.tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [state.tries]);

  const field = (
    name: TextName | ChoiceName,
    label: string,
    control: (props: ControlProps) => React.ReactNode,
    hint?: string,
  ) => (
    <Field id={name} label={label} hint={hint} error={state.errors[name]?.[0]}>
      {control}
    </Field>
  );
  const text = (name: TextName, label: string, autoComplete?: string, hint?: string) =>
    field(
      name,
      label,
      (control) => (
        <Input
          {...control}
          name={name}
          defaultValue={state.values[name]}
          autoComplete={autoComplete}
          required
          maxLength={120}
        />
      ),
      hint,
    );
  const choice = (name: ChoiceName, label: string, options: readonly (Choice | string)[], hint?: string) =>
    field(
      name,
      label,
      (control) => <ChoiceSelect {...control} name={name} value={state.values[name]} options={options} />,
      hint,
    );

  return (
    // Checked by the server, in our words; the browser's own bubbles would hide them.
    <form
      ref={form}
      action={action}
      noValidate
      className="grid gap-5 rounded-lg border bg-surface p-4 shadow-raised sm:p-5"
      key={state.tries}
    >
      {state.message && <Alert tone="negative" role="alert" title={state.message} />}
      {text("name", "Name", "off", "As your team calls it. Guests see it too.")}
      {text("street", "Street and number", "address-line1")}
      <div className="grid gap-5 sm:grid-cols-[9rem_minmax(0,1fr)]">
        {text("postalCode", "Postal code", "postal-code")}
        {text("city", "City", "address-level2")}
      </div>
      <div className="grid gap-5 sm:grid-cols-2">
        {choice("country", "Country", choices.countries)}
        {choice("currency", "Currency", choices.currencies)}
      </div>
      {choice("timeZone", "Time zone", choices.timeZones, "The city nearest to the location.")}
      <OpeningHoursFields hours={state.values.openingHours} errors={state.errors} />
      <div className="flex gap-2">
        <SubmitButton>{submitLabel}</SubmitButton>
        <Link href="/settings/locations" className={buttonClass()}>
          Cancel
        </Link>
      </div>
    </form>
  );
}

type ChoiceSelectProps = ControlProps & { name: string; value: string; options: readonly (Choice | string)[] };

function ChoiceSelect({ value, options, ...control }: ChoiceSelectProps) {
  return (
    <Select {...control} defaultValue={value} required>
      <option value="">Choose…</option>
      {options.map((option) =>
        typeof option === "string" ? (
          <option key={option} value={option}>
            {zoneName({ timeZone: option })}
          </option>
        ) : (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ),
      )}
    </Select>
  );
}
