import clsx from "clsx";
import type { ComponentProps } from "react";
import { Spinner } from "./spinner";

const variants = {
  primary: "border-transparent bg-accent text-accent-on hover:bg-accent-hover",
  secondary: "border-line-strong bg-surface text-ink hover:bg-hover",
  ghost: "border-transparent text-muted hover:bg-hover hover:text-ink",
  destructive: "border-transparent bg-negative text-negative-on hover:bg-negative-hover",
  "destructive-quiet":
    "border-line-strong bg-surface text-negative-ink hover:border-negative-line hover:bg-negative-soft",
};

const sizes = { md: "h-8 px-3 text-sm max-sm:h-10", sm: "h-7 px-2 text-xs max-sm:h-9", icon: "size-8 max-sm:size-10" };

type Look = { variant?: keyof typeof variants; size?: keyof typeof sizes };

/** The same look for a link that leads to what a button would do. */
export function buttonClass({ variant = "secondary", size = "md" }: Look = {}): string {
  return clsx(
    "inline-flex shrink-0 cursor-pointer select-none items-center justify-center gap-1.5 whitespace-nowrap rounded border font-medium motion-safe:transition-colors",
    "disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50",
    variants[variant],
    sizes[size],
  );
}

export type ButtonProps = ComponentProps<"button"> & Look & { pending?: boolean };

/** While pending it does nothing, but keeps the focus, which a disabled one would lose. */
export function Button({ variant, size, pending = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      className={clsx(buttonClass({ variant, size }), className)}
    >
      {pending && <Spinner />}
      {children}
    </button>
  );
}
