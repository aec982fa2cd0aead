import clsx from "clsx";
import Link from "next/link";
import type { ComponentProps } from "react";

export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      prefetch={false}
      {...rest}
      className={clsx(
        "font-medium text-accent-ink underline decoration-1 underline-offset-3 hover:decoration-2",
        className,
      )}
    />
  );
}
