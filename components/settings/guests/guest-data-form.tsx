"use client";

import { useActionState, useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import type { GuestOrders } from "@/lib/orders/find-guest";
import { FoundOrders } from "./found-orders";

export type GuestDataState = {
  contact: string;
  error: string | null;
  /** Null before anything was looked for. */
  found: GuestOrders | null;
  /** How many orders were just erased; null where only looked for. */
  erased: number | null;
};

type GuestDataFormProps = { act: (state: GuestDataState, form: FormData) => Promise<GuestDataState> };

export function GuestDataForm({ act }: GuestDataFormProps) {
  const [state, action] = useActionState(act, { contact: "", error: null, found: null, erased: null });
  const { contact, error, found, erased } = state;
  return (
    <div className="grid gap-4">
      <form action={action} noValidate className="flex flex-wrap items-end gap-2">
        <div className="min-w-0 flex-1 basis-60">
          <Field id="guest-contact" label="E-mail or phone of the guest" error={error ?? undefined}>
            {(control) => (
              <Input
                {...control}
                key={contact}
                name="contact"
                defaultValue={contact}
                maxLength={254}
                autoComplete="off"
              />
            )}
          </Field>
        </div>
        <SubmitButton variant="secondary">Find orders</SubmitButton>
      </form>
      {erased !== null && erased > 0 && <Erased key={found?.orders.map(({ id }) => id).join()} count={erased} />}
      {found && <FoundOrders {...{ found, action, contact }} />}
    </div>
  );
}

/** Takes the focus: the question that it was in is gone with what it asked about. */
function Erased({ count }: { count: number }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <div ref={ref} tabIndex={-1}>
      <Alert tone="positive" role="status" title={count === 1 ? "One order was erased" : `${count} orders were erased`}>
        You can tell the guest: “Your name, contact details and notes were erased. The amounts stay in our books, and
        the receipts for taxes with the till.”
      </Alert>
    </div>
  );
}
