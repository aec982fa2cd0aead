import clsx from "clsx";
import type { ComponentProps } from "react";
import { ChevronDownIcon } from "./icons";
import { controlClass } from "./input";

export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={clsx("relative block min-w-0", className)}>
      <select {...rest} className={clsx(controlClass, "cursor-pointer appearance-none truncate pr-8")}>
        {children}
      </select>
      <ChevronDownIcon className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2 text-muted" />
    </span>
  );
}
