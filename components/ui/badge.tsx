import clsx from "clsx";
import type { ReactNode } from "react";

export type Tone = "positive" | "warning" | "negative" | "neutral";

const looks: Record<Tone, string> = {
  positive: "border-positive-line bg-positive-soft text-positive-ink",
  warning: "border-warning-line bg-warning-soft text-warning-ink",
  negative: "border-negative-line bg-negative-soft text-negative-ink",
  neutral: "border-neutral-line bg-neutral-soft text-neutral-ink",
};

const dots: Record<Tone, string> = {
  positive: "bg-positive",
  warning: "bg-warning",
  negative: "bg-negative",
  neutral: "bg-neutral",
};

/** The words carry the meaning; colour only repeats it. */
export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-1.5 whitespace-nowrap rounded-full border px-2 py-0.5 font-medium text-xs",
        looks[tone],
      )}
    >
      <span aria-hidden="true" className={clsx("size-1.5 rounded-full forced-colors:bg-[CanvasText]", dots[tone])} />
      {children}
    </span>
  );
}
