import clsx from "clsx";
import type { ComponentProps } from "react";
import { controlClass } from "./input";

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={4}
      {...rest}
      className={clsx(controlClass, "h-auto max-sm:h-auto resize-y py-1.5 leading-5", className)}
    />
  );
}
