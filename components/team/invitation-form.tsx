"use client";

import Link from "next/link";
import { useActionState, useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import { buttonClass } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { RoleSelect } from "./role-select";

export type InvitationFormState = {
  values: { name: string; email: string; role: string };
  errors: Record<string, string[]>;
  message: string | null;
  /** Grows with every refusal, so that the fields are drawn anew with what was typed. */
  tries: number;
};

type Props = { invite: (state: InvitationFormState, form: FormData) => Promise<InvitationFormState> };

export function InvitationForm({ invite }: Props) {
  const empty = { values: { name: "", email: "", role: "viewer" }, errors: {}, message: null, tries: 0 };
  const [{ values, errors, message, tries }, send] = useActionState(invite, empty);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries]);

  return (
    <form
      ref={form}
      action={send}
      noValidate
      key={tries}
      className="grid max-w-xl gap-5 rounded-lg border bg-surface p-4 shadow-raised sm:p-5"
    >
      {message && <Alert tone="negative" role="alert" title={message} />}
      <Field id="name" label="Name" error={errors.name?.[0]}>
        {(control) => <Input {...control} name="name" defaultValue={values.name} autoComplete="off" maxLength={80} />}
      </Field>
      <Field
        id="email"
        label="E-mail"
        hint="The invitation goes there, and it is what the person signs in with."
        error={errors.email?.[0]}
      >
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            defaultValue={values.email}
            autoComplete="off"
            maxLength={254}
          />
        )}
      </Field>
      <Field
        id="role"
        label="Role"
        hint="Viewers see everything and change nothing. Managers set up and repair. Owners also decide on payments, billing, team and Delete."
        error={errors.role?.[0]}
      >
        {(control) => <RoleSelect {...control} value={values.role} />}
      </Field>
      <div className="flex gap-2">
        <SubmitButton>Send invitation</SubmitButton>
        <Link href="/settings/team" className={buttonClass()}>
          Cancel
        </Link>
      </div>
    </form>
  );
}
