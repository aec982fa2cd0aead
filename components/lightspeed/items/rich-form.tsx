"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { Textarea } from "@/components/ui/textarea";
import type { AllergenView } from "@/lib/lightspeed/items/rich-types";
import { type ConflictRow, ConflictTable } from "./conflict-table";

export type RichText = { locale: string; name: string; description: string };

export type RichFormState = {
  texts: RichText[];
  allergenCodes: string[];
  errors: Record<string, string[]>;
  message: string | null;
  conflict: ConflictRow[] | null;
  version: string;
  tries: number;
};

type RichFormProps = {
  /** One per language of the business, in its order; then those of languages that are no longer kept. */
  texts: RichText[];
  /** Of the business: the first one that has a text stands in for an empty one. */
  locales: string[];
  /** English names by locale. */
  languageNames: Record<string, string>;
  allergenCodes: string[];
  allergens: AllergenView[];
  version: string;
  save: (state: RichFormState, form: FormData) => Promise<RichFormState>;
  reloadHref: string;
};

export function RichForm({
  texts,
  locales,
  languageNames,
  allergenCodes,
  allergens,
  version,
  save,
  reloadHref,
}: RichFormProps) {
  const start: RichFormState = { texts, allergenCodes, errors: {}, message: null, conflict: null, version, tries: 0 };
  const [state, action] = useActionState(save, start);
  const fallback = (part: "name" | "description") =>
    state.texts.find((one) => locales.includes(one.locale) && one[part] !== "");
  const nameOf = (locale: string) => languageNames[locale] ?? locale;
  const unlisted = state.allergenCodes.filter((code) => !allergens.some((known) => known.code === code));
  return (
    <form action={action} noValidate className="grid gap-5" key={state.tries}>
      <input type="hidden" name="version" value={state.version} />
      {state.message && <Alert tone="negative" role="alert" title={state.message} />}
      {state.conflict && <ConflictTable rows={state.conflict} reload={reloadHref} />}
      {state.texts.map(({ locale, name, description }, n) => (
        <fieldset key={locale} className="grid gap-3">
          <legend className="mb-1 font-medium text-sm">
            {nameOf(locale)} <code className="font-mono font-normal text-muted text-xs">{locale}</code>
            {!locales.includes(locale) && (
              <span className="font-normal text-muted text-xs"> · not among the languages of the business</span>
            )}
          </legend>
          <input type="hidden" name="locale" value={locale} />
          <Field
            id={`name-${locale}`}
            label="Name for guests"
            hint={standIn(name, fallback("name"), "name", nameOf)}
            error={state.errors[`texts.${n}.name`]?.[0]}
          >
            {(control) => (
              <Input {...control} name={`name.${locale}`} lang={tag(locale)} defaultValue={name} maxLength={180} />
            )}
          </Field>
          <Field
            id={`description-${locale}`}
            label="Description"
            hint={standIn(description, fallback("description"), "description", nameOf)}
            error={state.errors[`texts.${n}.description`]?.[0]}
          >
            {(control) => (
              <Textarea
                {...control}
                name={`description.${locale}`}
                lang={tag(locale)}
                rows={3}
                defaultValue={description}
                maxLength={4000}
              />
            )}
          </Field>
        </fieldset>
      ))}
      <fieldset>
        <legend className="mb-1 font-medium text-sm">Allergens</legend>
        <p className="mb-2 text-muted text-xs">
          With nothing ticked guests read “not stated”. They are never told that an item is free of an allergen.
        </p>
        <div className="grid gap-x-4 gap-y-1.5 sm:grid-cols-2 lg:grid-cols-3">
          {[...allergens, ...unlisted.map((code) => ({ code, label: `${code} (unknown to Lightspeed's list)` }))].map(
            ({ code, label }) => (
              <Checkbox
                key={code}
                name="allergen"
                value={code}
                defaultChecked={state.allergenCodes.includes(code)}
                label={label}
              />
            ),
          )}
        </div>
        {allergens.length === 0 && (
          <p className="text-muted text-sm">
            Lightspeed's list of allergens could not be read. What is stated stays as it is.
          </p>
        )}
      </fieldset>
      <div>
        <SubmitButton>{state.conflict ? "Save mine over theirs" : "Save texts and allergens"}</SubmitButton>
      </div>
    </form>
  );
}

/** What guests see instead of nothing. */
function standIn(
  own: string,
  other: RichText | undefined,
  part: "name" | "description",
  nameOf: (locale: string) => string,
): string | undefined {
  if (own !== "") return undefined;
  if (!other) return part === "name" ? "Empty: guests see the item's own name." : "Empty: guests see no description.";
  const text = other[part].length > 80 ? `${other[part].slice(0, 80)}…` : other[part];
  return `Empty: guests see the ${nameOf(other.locale)} text: “${text}”.`;
}

const tag = (locale: string) => locale.replace("_", "-");
