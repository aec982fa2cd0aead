"use client";

import Link from "next/link";
import { useActionState, useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import { buttonClass } from "@/components/ui/button";
import { type ControlProps, Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { OptionLines } from "@/components/ui/option-lines";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { zoneName } from "@/lib/format";
import type { LocationFormValues } from "@/lib/locations/form-values";
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
  /** Countries and currencies as `optionLines`; time zones by their names, a space between. */
  choices: { countries: string; timeZones: string; currencies: string };
  /** A new location's: what the choice of a country presets, a line each of country, time zone or "-", and currency. */
  usual?: string;
};

type TextName = "name" | "street" | "postalCode" | "city";
type ChoiceName = "country" | "timeZone" | "currency";

export function LocationForm({ values, save, submitLabel, choices, usual }: LocationFormProps) {
  const [state, action] = useActionState(save, { values, errors: {}, message: null, tries: 0 });
  const form = useRef<HTMLFormElement>(null);
  const chosen = useRef(new Set<string>());

  useEffect(() => {
    if (state.tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [state.tries]);

  /** What somebody chose by hand stays; what is not known of a country is for them to choose. */
  const preset = (country: string) => {
    const line = usual?.split("\n").find((text) => text.startsWith(`${country} `)) ?? "";
    const [, timeZone, currency] = line.split(" ");
    const values = { timeZone: timeZone === "-" ? "" : timeZone, currency };
    for (const [name, value = ""] of Object.entries(values)) {
      const control = form.current?.elements.namedItem(name);
      if (control instanceof HTMLSelectElement && !chosen.current.has(name)) control.value = value;
    }
  };

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
  const choice = (name: ChoiceName, label: string, options: React.ReactNode, hint?: string) =>
    field(
      name,
      label,
      (control) => (
        <Select
          {...control}
          name={name}
          defaultValue={state.values[name]}
          onChange={({ currentTarget }) => {
            chosen.current.add(name);
            if (usual && name === "country") preset(currentTarget.value);
          }}
          required
        >
          <option value="">Choose…</option>
          {options}
        </Select>
      ),
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
        {choice("country", "Country", <OptionLines lines={choices.countries} />)}
        {choice("currency", "Currency", <OptionLines lines={choices.currencies} />)}
      </div>
      {choice("timeZone", "Time zone", zoneOptions(choices.timeZones), "The city nearest to the location.")}
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

const zoneOptions = (zones: string) =>
  zones.split(" ").map((timeZone) => (
    <option key={timeZone} value={timeZone}>
      {zoneName({ timeZone })}
    </option>
  ));
