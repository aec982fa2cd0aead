"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextLink } from "@/components/ui/text-link";

export type RehearsalState = {
  message: string | null;
  /** The hop that stands in the way. */
  stop: { title: string; cause: string; fix: { label: string; href: string } | null } | null;
};

type RehearsalFormProps = {
  /** What the button is about: a location's id, or a rehearsal's. */
  subject: string;
  label: string;
  /** For people who hear the page: which location. */
  name: string;
  primary: boolean;
  send: (state: RehearsalState, form: FormData) => Promise<RehearsalState>;
};

/** One press; what stands in the way is named with its cause and its remedy. Works without script. */
export function RehearsalForm({ subject, label, name, primary, send }: RehearsalFormProps) {
  const [state, action] = useActionState(send, { message: null, stop: null });
  const { message, stop } = state;
  return (
    <form action={action} className="grid justify-items-start gap-3">
      <input type="hidden" name="subject" value={subject} />
      {message && (
        <Alert tone="negative" role="alert">
          {message}
        </Alert>
      )}
      {stop && (
        <Alert tone="warning" role="alert" title={`Stopped at “${stop.title}”`}>
          {stop.cause} {stop.fix && <TextLink href={stop.fix.href}>{stop.fix.label}</TextLink>}
        </Alert>
      )}
      <SubmitButton variant={primary ? "primary" : "secondary"} aria-label={`${label} at ${name}`}>
        {label}
      </SubmitButton>
    </form>
  );
}
