"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SubmitButton } from "@/components/ui/submit-button";

type ReplaceQuestionProps = {
  /** What the button says, and to whom it is read alone. */
  label: string;
  fullLabel: string;
  title: string;
  /** What stops working. */
  children: ReactNode;
  /** Names what stays: the button that leaves everything as it is. */
  keepLabel: string;
  replace: () => Promise<void>;
  /** Since when what is in use counts: another one, and it was replaced. */
  since: string | null;
  size?: "sm";
};

/** The button and its question: what is replaced works nowhere any more, and nobody can bring it back. */
export function ReplaceQuestion({
  label,
  fullLabel,
  title,
  children,
  keepLabel,
  replace,
  since,
  size,
}: ReplaceQuestionProps) {
  const [asking, setAsking] = useState(false);
  const keep = () => setAsking(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is the sign that it was done
  useEffect(keep, [since]);
  return (
    <div data-needs-script="">
      <Button variant="destructive-quiet" size={size} aria-label={fullLabel} onClick={() => setAsking(true)}>
        {label}
      </Button>
      <Dialog open={asking} onClose={keep} title={title}>
        <div className="grid gap-3 text-pretty text-sm">{children}</div>
        <form action={replace} className="mt-4 flex justify-end gap-2">
          <Button onClick={keep}>{keepLabel}</Button>
          <SubmitButton variant="destructive">Replace</SubmitButton>
        </form>
      </Dialog>
    </div>
  );
}
