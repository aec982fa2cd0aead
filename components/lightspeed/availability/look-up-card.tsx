"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { SubmitButton } from "@/components/ui/submit-button";
import { Textarea } from "@/components/ui/textarea";
import type { Region } from "@/lib/format";
import type { ItemCountView } from "@/lib/lightspeed/availability/availability-types";
import { CountTable } from "./count-table";

export type LookUpState = {
  text: string;
  /** What is wrong with what was typed. */
  error: string | null;
  /** Why Lightspeed could not be asked; the counts are what was known before then. */
  failure: { message: string; remedy: string } | null;
  warnings: string[];
  counts: ItemCountView[] | null;
  /** Asked for and still unknown. */
  unknown: string[];
  at: string;
};

type LookUpCardProps = {
  lookUp: (state: LookUpState | null, form: FormData) => Promise<LookUpState>;
  region: Region;
};

/** Any SKU, also one that is on no menu. Works without script. */
export function LookUpCard({ lookUp, region }: LookUpCardProps) {
  const [state, action] = useActionState(lookUp, null);
  return (
    <Card
      id="look-up"
      title="Look up items"
      description="Asks Lightspeed now, for this location only. What you look up stays watched for a day."
    >
      <form action={action} className="grid gap-3">
        <Field
          id="skus"
          label="SKUs"
          hint="One per line, or separated by commas or spaces; up to 200."
          error={state?.error ?? undefined}
        >
          {(control) => (
            <Textarea
              {...control}
              key={state?.text}
              name="skus"
              rows={3}
              maxLength={8000}
              defaultValue={state?.text}
              spellCheck={false}
            />
          )}
        </Field>
        <div>
          <SubmitButton variant="secondary">Look up</SubmitButton>
        </div>
      </form>
      <div role="status" aria-label="Result of the look-up" className="mt-4 grid gap-3 empty:hidden">
        {state && !state.error && <Result state={state} region={region} />}
      </div>
    </Card>
  );
}

function Result({ state, region }: { state: LookUpState; region: Region }) {
  const { failure, counts, warnings, unknown, at } = state;
  return (
    <>
      {failure && (
        <Alert tone="warning" title={failure.message}>
          {counts?.length ? "Below is what was known before. " : ""}
          {failure.remedy}
        </Alert>
      )}
      {warnings.map((warning) => (
        <Alert key={warning} tone="warning" title={`Lightspeed warns: ${warning}.`}>
          Its silence about an item does not mean that the item is without limit.
        </Alert>
      ))}
      {counts && counts.length > 0 && (
        <div className="overflow-clip rounded-lg border">
          <CountTable label="Looked up" counts={counts} renderedAt={at} region={region} />
        </div>
      )}
      {unknown.length > 0 && (
        <p className="text-muted text-sm [overflow-wrap:anywhere]">Not known: {unknown.join(", ")}</p>
      )}
    </>
  );
}
