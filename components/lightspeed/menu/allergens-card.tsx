"use client";

import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Select } from "@/components/ui/select";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { formatCount } from "@/lib/format";
import type { AllergenCodeRow } from "@/lib/lightspeed/menu/get-allergen-codes";
import type { ActionResult } from "@/lib/result";

type Field = { field: string; label: string; kind: "allergen" | "diet" };
type MapAction = (input: { code: string; field: string | null }) => Promise<ActionResult<null>>;
type AllergensCardProps = {
  codes: AllergenCodeRow[];
  fields: Field[];
  /** Null: may only look. */
  map: MapAction | null;
  age: ReactNode;
};

/** What each code of Lightspeed's means on our channels; what has no meaning yet stands first. */
export function AllergensCard({ codes, fields, map, age }: AllergensCardProps) {
  const unmapped = codes.filter(({ field }) => field === null);
  return (
    <Card
      id="allergens"
      title="Allergens"
      description="What Lightspeed's codes mean to your guests. A product without any code is shown as “not stated”, never as free of allergens."
    >
      <div className="grid gap-4">
        {age}
        {unmapped.length > 0 && (
          <p className="text-sm">
            <Badge tone="warning">{`${formatCount(unmapped.length, "code")} not mapped`}</Badge>{" "}
            <span className="text-muted">Guests see such a code as it is, until you choose what it means.</span>
          </p>
        )}
        {!map && <p className="text-muted text-sm">Only owners and managers can change what a code means.</p>}
        {codes.length === 0 && (
          <EmptyState title="No allergen code">Lightspeed lists none and no menu carries one.</EmptyState>
        )}
        {codes.length > 0 && (
          <ul aria-label="Allergen codes" className="grid text-sm">
            {codes.map((row) => (
              <CodeRow key={row.code} row={row} fields={fields} map={map} />
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}

const labelOf = (fields: Field[], word: string | null) =>
  word === null
    ? "Not mapped"
    : word === "none"
      ? "Not told to guests"
      : (fields.find(({ field }) => field === word)?.label ?? word);

function CodeRow({ row, fields, map }: { row: AllergenCodeRow; fields: Field[]; map: MapAction | null }) {
  const { run, pending, failure } = useAction((field: string | null) =>
    map ? map({ code: row.code, field }) : Promise.resolve({ ok: true as const, data: null }),
  );
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b py-2.5 last:border-b-0">
      <span className="min-w-0 flex-1 basis-56">
        <span className="font-mono text-xs">{row.code}</span>
        {row.name && <span className="text-muted"> · {row.name}</span>}
        <span className="block text-muted text-xs">
          {row.used > 0 ? `On ${formatCount(row.used, "product")}` : "On no product"}
        </span>
        {failure && (
          <span role="alert" className="block text-negative-ink">
            {failure}
          </span>
        )}
      </span>
      {map ? (
        <Select
          aria-label={`What ${row.code} means`}
          aria-busy={pending}
          value={row.own ? (row.field ?? "") : ""}
          onChange={(event) =>
            run(event.currentTarget.value || null, () => showToast("Saved. Every menu is told with it."))
          }
          className="w-56"
        >
          <option value="">{row.own ? "As usual" : labelOf(fields, row.field)}</option>
          <optgroup label="Allergens">{fields.filter(({ kind }) => kind === "allergen").map(option)}</optgroup>
          <optgroup label="Ways of eating">{fields.filter(({ kind }) => kind === "diet").map(option)}</optgroup>
          <option value="none">Not told to guests</option>
        </Select>
      ) : (
        <span>{labelOf(fields, row.field)}</span>
      )}
    </li>
  );
}

const option = ({ field, label }: Field) => (
  <option key={field} value={field}>
    {label}
  </option>
);
