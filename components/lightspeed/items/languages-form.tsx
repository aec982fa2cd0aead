"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";

export type LanguagesState = {
  /** What the form was drawn with. */
  locales: string[];
  added: string;
  error: string | null;
  message: { tone: "positive" | "negative"; text: string } | null;
  tries: number;
};

type LanguagesFormProps = {
  locales: string[];
  save: (state: LanguagesState, form: FormData) => Promise<LanguagesState>;
};

export function LanguagesForm({ locales, save }: LanguagesFormProps) {
  const [state, action] = useActionState(save, { locales, added: "", error: null, message: null, tries: 0 });
  return (
    <form action={action} noValidate key={`${state.tries} ${state.locales.join()}`} className="grid gap-4">
      {state.message && (
        <Alert
          tone={state.message.tone}
          role={state.message.tone === "negative" ? "alert" : "status"}
          title={state.message.text}
        />
      )}
      <input type="hidden" name="before" value={state.locales.join()} />
      <fieldset className="flex flex-wrap gap-x-5 gap-y-1.5">
        <legend className="mb-1 font-medium text-sm">Languages in use</legend>
        {state.locales.map((locale) => (
          <Checkbox key={locale} name="locale" value={locale} defaultChecked label={locale} />
        ))}
      </fieldset>
      <Field
        id="added"
        label="Add languages"
        hint="Codes such as nl, fr or fr_BE, separated by commas. Untick a language to take it out; its texts stay at Lightspeed, but are shown to nobody."
        error={state.error ?? undefined}
      >
        {(control) => (
          <Input {...control} name="added" defaultValue={state.added} maxLength={100} className="max-w-80" />
        )}
      </Field>
      <div>
        <SubmitButton>Save languages</SubmitButton>
      </div>
    </form>
  );
}
