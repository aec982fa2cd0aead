import clsx from "clsx";
import type { ComponentProps } from "react";

export const controlClass = clsx(
  "h-8 w-full min-w-0 rounded border border-line-control bg-surface px-2.5 text-ink text-sm max-sm:h-10 max-sm:text-lg",
  "placeholder:text-muted hover:border-muted aria-invalid:border-negative disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted",
);

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input type="text" {...rest} className={clsx(controlClass, className)} />;
}
