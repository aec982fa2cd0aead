"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { requestPasswordResetAction } from "../actions";

export function ResetRequestForm() {
  const [state, send, pending] = useActionState(requestPasswordResetAction, {});
  if (state.done) {
    return (
      <Alert role="status" tone="positive" title="Check your e-mail">
        If {state.email} has an account, the link is on its way. It can take a few minutes; look into the spam folder
        too.
      </Alert>
    );
  }
  return (
    <form action={send} className="grid gap-4">
      {state.message && (
        <Alert role="alert" tone="negative">
          {state.message}
        </Alert>
      )}
      <Field id="email" label="E-mail">
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            required
            maxLength={254}
            defaultValue={state.email}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" pending={pending}>
        Send link
      </Button>
    </form>
  );
}
