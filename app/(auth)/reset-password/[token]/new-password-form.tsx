"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { completePasswordResetAction } from "../../actions";

export function NewPasswordForm({ token }: { token: string }) {
  const [state, send, pending] = useActionState(completePasswordResetAction.bind(null, token), {});
  return (
    <form action={send} className="grid gap-4">
      {state.message && (
        <Alert role="alert" tone="negative">
          {state.message}
        </Alert>
      )}
      <Field id="password" label="New password" hint="At least 12 characters. Several words are easier to remember.">
        {(control) => <NewPasswordInput {...control} name="password" />}
      </Field>
      <Field id="repeat" label="Repeat the new password">
        {(control) => <NewPasswordInput {...control} name="repeat" />}
      </Field>
      <Button type="submit" variant="primary" pending={pending}>
        Save password
      </Button>
    </form>
  );
}

function NewPasswordInput(props: { id: string; name: string }) {
  return <Input {...props} type="password" autoComplete="new-password" required minLength={12} maxLength={256} />;
}
