import type { ComponentProps, ReactNode } from "react";

export function Checkbox({ label, ...rest }: Omit<ComponentProps<"input">, "type"> & { label: ReactNode }) {
  return (
    <label className="inline-flex cursor-pointer items-center gap-2 text-sm max-sm:min-h-10">
      <input type="checkbox" {...rest} className="size-4 cursor-pointer accent-accent" />
      {label}
    </label>
  );
}
