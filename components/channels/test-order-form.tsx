"use client";

import { useActionState, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextLink } from "@/components/ui/text-link";
import { formatMoney, type Region } from "@/lib/format";
import type { TestItem } from "@/lib/orders/list-test-items";
import type { Verdict } from "@/lib/orders/pre-flight";

export type TestOrderState = {
  message: string | null;
  verdict:
    | (Pick<Verdict, "ok" | "reasons"> & {
        proofs: NonNullable<Verdict["proofs"]>;
        totalMinor: number;
        currency: string;
      })
    | null;
  /** What was chosen, by SKU: it is there again after the look. */
  quantities: Record<string, number>;
  table: string;
};

type TestOrderFormProps = {
  locationId: string;
  type: "dine_in" | "takeaway";
  items: TestItem[];
  currency: string;
  region: Region;
  /** One order, however often it is sent. */
  orderKey: string;
  run: (state: TestOrderState, form: FormData) => Promise<TestOrderState>;
};

/** A form that works without script: look first, then send. */
export function TestOrderForm({ locationId, type, items, currency, region, orderKey, run }: TestOrderFormProps) {
  const [state, action] = useActionState(run, { message: null, verdict: null, quantities: {}, table: "" });
  // The page is drawn again with every order; this form stays one order.
  const [key] = useState(orderKey);
  const { verdict, message, quantities, table } = state;
  return (
    <form action={action} className="grid gap-4">
      <input type="hidden" name="location" value={locationId} />
      <input type="hidden" name="type" value={type} />
      <input type="hidden" name="key" value={key} />
      {type === "dine_in" && (
        <Field id="test-table" label="Table" hint="Leave it empty for an order without a table.">
          {(control) => (
            <Input
              {...control}
              name="table"
              inputMode="numeric"
              maxLength={9}
              autoComplete="off"
              defaultValue={table}
              className="max-w-40"
            />
          )}
        </Field>
      )}
      <ul className="grid gap-2" aria-label="Items">
        {items.map(({ sku, name, priceMinor }) => (
          <li key={sku} className="flex items-center justify-between gap-4 text-sm">
            <label htmlFor={`item-${sku}`} className="min-w-0 [overflow-wrap:anywhere]">
              {name} <span className="text-muted tabular-nums">{formatMoney(priceMinor, currency, region)}</span>
            </label>
            <Input
              id={`item-${sku}`}
              name={`sku:${sku}`}
              type="number"
              min={0}
              max={99}
              defaultValue={quantities[sku] ?? 0}
              className="w-20! shrink-0"
            />
          </li>
        ))}
      </ul>
      {message && <Alert tone="negative" role="alert" title={message} />}
      {verdict && <VerdictBox verdict={verdict} region={region} />}
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="secondary" name="do" value="check">
          Check
        </SubmitButton>
        <SubmitButton name="do" value="send">
          Send with a test payment
        </SubmitButton>
      </div>
    </form>
  );
}

function VerdictBox({ verdict, region }: { verdict: NonNullable<TestOrderState["verdict"]>; region: Region }) {
  const { ok, reasons, proofs, totalMinor, currency } = verdict;
  const total = formatMoney(totalMinor, currency, region);
  return (
    <Alert
      tone={ok ? "positive" : "negative"}
      role="status"
      title={ok ? `This order would land: ${total}` : `This order would not land: ${total}`}
    >
      <ul className="mt-1 grid gap-1">
        {reasons.map(({ code, message, remedy, href, line }) => (
          <li key={`${code} ${line ?? ""}`}>
            {message} {href ? <TextLink href={href}>{remedy}</TextLink> : remedy}
          </li>
        ))}
        {proofs.map(({ about, message }) => (
          <li key={about} className="text-muted">
            {message}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
