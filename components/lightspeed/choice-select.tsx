"use client";

import { useState } from "react";
import type { ControlProps } from "@/components/ui/field";
import { Select } from "@/components/ui/select";

type ChoiceSelectProps = ControlProps & {
  name: string;
  chosen: string | null;
  /** Null when Lightspeed's list could not be read. */
  options: { code: string; label: string }[] | null;
};

/** A choice from one of Lightspeed's lists. What was chosen stays in it, also when Lightspeed has dropped it: saving must not change it silently. */
export function ChoiceSelect({ chosen, options, ...rest }: ChoiceSelectProps) {
  // Kept here: a browser forgets a choice whose option is replaced by a list that was read anew.
  const [picked, setPicked] = useState(chosen ?? "");
  const missing = (code: string | null) => code && !options?.some((option) => option.code === code);
  const gone = [...new Set([chosen, picked])].filter((code) => typeof code === "string").filter(missing);
  return (
    <Select {...rest} value={picked} onChange={(event) => setPicked(event.currentTarget.value)}>
      <option value="">{options ? "Not chosen" : "Lightspeed's list could not be read"}</option>
      {gone.map((code) => (
        <option key={code} value={code}>
          {options ? `${code} (no longer in Lightspeed)` : code}
        </option>
      ))}
      {options?.map(({ code, label }) => (
        <option key={code} value={code}>
          {label}
        </option>
      ))}
    </Select>
  );
}
