"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { printAmount, readAmount } from "@/lib/amounts";
import { formatMoney, type Region } from "@/lib/format";
import type { LineLeft } from "@/lib/orders/order-view";
import type { OrderVerbs } from "./order-actions";

type RefundDialogProps = {
  orderId: string;
  leftMinor: number;
  lines: LineLeft[];
  currency: string;
  region: Region;
  open: boolean;
  onClose: () => void;
  refund: OrderVerbs["refund"];
};

export function RefundDialog({ open, onClose, ...form }: RefundDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Give money back">
      <RefundForm {...form} onClose={onClose} />
    </Dialog>
  );
}

function RefundForm({ orderId, leftMinor, lines, currency, region, onClose, refund }: Omit<RefundDialogProps, "open">) {
  const [what, setWhat] = useState("all");
  const [fault, setFault] = useState<string | null>(null);
  const { run, pending, failure } = useAction(refund);
  const line = lines.find(({ index }) => what === `line-${index}`);
  const money = (minor: number) => formatMoney(minor, currency, region);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const reason = String(data.get("reason") ?? "").trim();
    const amount = what === "amount" ? readAmount(String(data.get("amount") ?? ""), currency, region) : undefined;
    if (amount === null || (amount !== undefined && (amount <= 0 || amount > leftMinor))) {
      setFault(`Enter an amount up to ${money(leftMinor)}, such as ${printAmount(leftMinor, currency, region)}.`);
      return;
    }
    setFault(null);
    run(
      {
        ...{ orderId, reason },
        ...(amount === undefined ? {} : { amountMinor: amount }),
        ...(line ? { line: line.index, quantity: Number(data.get("quantity") ?? line.quantity) } : {}),
      },
      ({ amountMinor }) => {
        onClose();
        showToast(`${money(amountMinor)} goes back to the guest.`);
      },
    );
  }

  return (
    <form onSubmit={submit} className="grid gap-4">
      <p className="text-muted text-sm text-pretty">
        It goes back the way it was paid, once. What is booked on the till stays there: the staff void or correct the
        check.
      </p>
      <Field id="refund-what" label="How much">
        {(control) => (
          <Select {...control} value={what} onChange={(event) => setWhat(event.currentTarget.value)}>
            <option value="all">All that is left: {money(leftMinor)}</option>
            {lines
              .filter(({ amountMinor }) => amountMinor > 0 && amountMinor <= leftMinor)
              .map(({ index, name, quantity, amountMinor }) => (
                <option key={index} value={`line-${index}`}>
                  {quantity} × {name}: {money(amountMinor)}
                </option>
              ))}
            <option value="amount">Another amount</option>
          </Select>
        )}
      </Field>
      {line && line.quantity > 1 && (
        <Field id="refund-quantity" label={`How many of ${line.quantity}`}>
          {(control) => (
            <Input
              {...control}
              key={line.index}
              name="quantity"
              type="number"
              min={1}
              max={line.quantity}
              defaultValue={line.quantity}
              required
            />
          )}
        </Field>
      )}
      {what === "amount" && (
        <Field id="refund-amount" label={`Amount in ${currency}`} error={fault ?? undefined}>
          {(control) => <Input {...control} name="amount" inputMode="decimal" required autoComplete="off" />}
        </Field>
      )}
      <Field id="refund-reason" label="Reason" error={failure ?? undefined}>
        {(control) => <Input {...control} name="reason" required maxLength={200} autoComplete="off" />}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" variant="destructive" pending={pending}>
          Give back
        </Button>
      </div>
    </form>
  );
}
