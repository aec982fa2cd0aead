"use client";

import { useActionState, useEffect, useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { type Colours, isColour, onAccent } from "@/lib/brand/contrast";
import { ContrastFigures } from "./contrast-figures";
import { useTypeName } from "./typed-name";

export type BrandValues = Colours & { name: string };

export type BrandFormState = {
  values: BrandValues;
  errors: Record<string, string[]>;
  message: string | null;
  /** Grows with every refusal, so that the fields are drawn anew with what was typed. */
  tries: number;
};

type BrandFormProps = {
  values: BrandValues;
  save: (state: BrandFormState, form: FormData) => Promise<BrandFormState>;
};

const colours = [
  { name: "accent", label: "Buttons", hint: "Black or white words on it, whichever are easier to read." },
  { name: "ground", label: "Background", hint: undefined },
  { name: "ink", label: "Text", hint: undefined },
] as const;

/** Works without script as well: then the figures and the preview follow when it is saved. */
export function BrandForm({ values, save }: BrandFormProps) {
  const [state, action] = useActionState(save, { values, errors: {}, message: null, tries: 0 });
  const [typed, setTyped] = useState<Colours>(values);
  const typeName = useTypeName();
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (state.tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [state.tries]);

  useEffect(() => {
    if (![typed.accent, typed.ground, typed.ink].every(isColour)) return;
    const { style } = document.documentElement;
    const lines = { accent: typed.accent, "on-accent": onAccent(typed.accent), ground: typed.ground, ink: typed.ink };
    for (const [name, colour] of Object.entries(lines)) style.setProperty(`--brand-${name}`, colour);
    return () => {
      for (const name of Object.keys(lines)) style.removeProperty(`--brand-${name}`);
    };
  }, [typed]);

  return (
    <form ref={form} action={action} noValidate className="grid gap-4" key={state.tries}>
      {state.message && <Alert tone="negative" role="alert" title={state.message} />}
      <Field id="brand-name" label="Name" hint="Guests see it at the top of every page." error={state.errors.name?.[0]}>
        {(control) => (
          <Input
            {...control}
            name="name"
            defaultValue={state.values.name}
            onChange={(event) => typeName(event.currentTarget.value)}
            maxLength={60}
            required
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-3">
        {colours.map(({ name, label, hint }) => (
          <Field key={name} id={`brand-${name}`} label={label} hint={hint} error={state.errors[name]?.[0]}>
            {(control) => (
              <div className="flex gap-2">
                <Input
                  {...control}
                  name={name}
                  value={typed[name]}
                  onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value.trim() })}
                  className="font-mono"
                  maxLength={7}
                  spellCheck={false}
                  autoComplete="off"
                  required
                />
                <input
                  type="color"
                  aria-label={`Pick the colour: ${label}`}
                  value={isColour(typed[name]) ? typed[name].toLowerCase() : "#000000"}
                  onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
                  className="h-8 w-10 shrink-0 cursor-pointer rounded border border-line-control bg-surface p-0.5 max-sm:h-10"
                />
              </div>
            )}
          </Field>
        ))}
      </div>
      <ContrastFigures colours={typed} />
      <div>
        <SubmitButton>Save</SubmitButton>
      </div>
    </form>
  );
}
