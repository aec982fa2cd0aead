"use client";

import Link from "next/link";
import { useActionState, useEffect, useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { buttonClass } from "@/components/ui/button";
import { type ControlProps, Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import type { ItemFormValues } from "@/lib/lightspeed/items/item-input";
import type { AccountingGroupChoice } from "@/lib/lightspeed/items/item-types";
import { type ConflictRow, ConflictTable } from "./conflict-table";
import { priceModeWords } from "./item-words";

export type ItemFormState = {
  values: ItemFormValues;
  errors: Record<string, string[]>;
  message: string | null;
  /** Both versions, where somebody else was quicker; saving again replaces theirs. */
  conflict: ConflictRow[] | null;
  /** Of the item that the values are to replace; empty for a new one. */
  version: string;
  /** Grows with every refusal, so that the fields are drawn anew with what was typed. */
  tries: number;
};

type ItemFormProps = {
  values: ItemFormValues;
  version: string;
  save: (state: ItemFormState, form: FormData) => Promise<ItemFormState>;
  submitLabel: string;
  currency: string;
  groups: AccountingGroupChoice[];
  groupsProblem: { message: string; remedy: string } | null;
  cancelHref: string;
  reloadHref: string;
};

export function ItemForm({
  values,
  version,
  save,
  submitLabel,
  currency,
  groups,
  groupsProblem,
  ...hrefs
}: ItemFormProps) {
  const start: ItemFormState = { values, errors: {}, message: null, conflict: null, version, tries: 0 };
  const [state, action] = useActionState(save, start);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (state.tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [state.tries]);

  const field = (
    name: keyof ItemFormValues,
    label: string,
    control: (props: ControlProps) => React.ReactNode,
    hint?: React.ReactNode,
  ) => (
    <Field id={name} label={label} hint={hint} error={state.errors[name]?.[0]}>
      {control}
    </Field>
  );
  const text = (name: keyof ItemFormValues, label: string, max: number, hint?: string) =>
    field(
      name,
      label,
      (control) => (
        <Input {...control} name={name} defaultValue={state.values[name]} maxLength={max} autoComplete="off" />
      ),
      hint,
    );
  const money = (name: "price" | "costPrice", label: string, hint?: string) =>
    field(
      name,
      `${label} (${currency})`,
      (control) => (
        <Input
          {...control}
          name={name}
          defaultValue={state.values[name]}
          inputMode="decimal"
          maxLength={20}
          autoComplete="off"
        />
      ),
      hint,
    );
  const known = groups.some(({ id }) => id === state.values.accountingGroupId);

  return (
    // Checked by the server, in our words; the browser's own bubbles would hide them.
    <form ref={form} action={action} noValidate className="grid gap-5" key={state.tries}>
      <input type="hidden" name="version" value={state.version} />
      {state.message && <Alert tone="negative" role="alert" title={state.message} />}
      {state.conflict && <ConflictTable rows={state.conflict} reload={hrefs.reloadHref} />}
      {text("name", "Name", 180, "Up to 180 characters, as staff see it.")}
      <div className="grid gap-5 sm:grid-cols-2">
        <SkuField initial={state.values.sku} error={state.errors.sku?.[0]} />
        {text("docketName", "Name on dockets", 64, "As the kitchen reads it. Empty: Lightspeed makes one of the name.")}
      </div>
      {field(
        "accountingGroupId",
        "Accounting group",
        (control) => (
          <Select {...control} name="accountingGroupId" defaultValue={state.values.accountingGroupId}>
            <option value="">Choose…</option>
            {!known && state.values.accountingGroupId && (
              <option value={state.values.accountingGroupId}>{state.values.accountingGroupId}</option>
            )}
            {groups.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        ),
        "The item's tax follows its accounting group. Tax rates are set per group in Lightspeed's Back Office, so there is no tax field here.",
      )}
      {groupsProblem && (
        <Alert tone="warning" title={groupsProblem.message}>
          Only groups that other items already have are offered. {groupsProblem.remedy}
        </Alert>
      )}
      <div className="grid gap-5 sm:grid-cols-3">
        {money("price", "Price")}
        {field("priceMode", "Kind of price", (control) => (
          <Select {...control} name="priceMode" defaultValue={state.values.priceMode}>
            {!priceModeWords.has(state.values.priceMode) && <option value={state.values.priceMode}>Unknown</option>}
            {[...priceModeWords].map(([mode, words]) => (
              <option key={mode} value={mode}>
                {words}
              </option>
            ))}
          </Select>
        ))}
        {money("costPrice", "Cost price", "Optional.")}
      </div>
      <div className="grid gap-5 sm:grid-cols-2">
        {text("barcode", "Barcode", 64)}
        {text("barcodes", "Further barcodes", 2000, "Separated by commas.")}
      </div>
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{state.conflict ? "Save mine over theirs" : submitLabel}</SubmitButton>
        <Link href={hrefs.cancelHref} className={buttonClass()}>
          Back to the items
        </Link>
      </div>
    </form>
  );
}

const LONGEST_ORDERABLE = 25;

/** Says while typing what the limits mean; without script the hint says it. */
function SkuField({ initial, error }: { initial: string; error: string | undefined }) {
  const [length, setLength] = useState(initial.trim().length);
  return (
    <Field
      id="sku"
      label="SKU"
      hint={
        <span className={length > LONGEST_ORDERABLE ? "text-warning-ink" : undefined}>
          {length > LONGEST_ORDERABLE
            ? `${length} characters: over 25 it can neither be ordered nor have texts and pictures.`
            : "1 to 32 characters; over 25 it can neither be ordered nor have texts and pictures."}
        </span>
      }
      error={error}
    >
      {(control) => (
        <Input
          {...control}
          name="sku"
          defaultValue={initial}
          maxLength={32}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setLength(event.currentTarget.value.trim().length)}
        />
      )}
    </Field>
  );
}
