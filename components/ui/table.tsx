import clsx from "clsx";
import type { ComponentProps } from "react";

/** Scrolls sideways by itself on a narrow screen; the page does not. */
export function Table({ className, ...rest }: ComponentProps<"table">) {
  return (
    <div className="overflow-x-auto">
      <table {...rest} className={clsx("w-full border-collapse text-left text-sm", className)} />
    </div>
  );
}

export function Th({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      {...rest}
      className={clsx(
        "whitespace-nowrap border-b bg-sunken px-4 py-2 font-medium text-muted text-xs sm:px-5",
        className,
      )}
    />
  );
}

export function Td({ className, ...rest }: ComponentProps<"td">) {
  return <td {...rest} className={clsx("border-b px-4 py-2.5 sm:px-5", className)} />;
}
