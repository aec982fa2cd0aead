import type { ReactNode } from "react";

/** A value under its own small heading, for grids of facts. */
export function Stat({
  title,
  children,
  as: Heading = "h3",
}: {
  title: string;
  children: ReactNode;
  as?: "h2" | "h3" | "h4";
}) {
  return (
    <div className="min-w-0">
      <Heading className="text-muted text-xs">{title}</Heading>
      <div className="mt-1 text-sm tabular-nums [overflow-wrap:anywhere]">{children}</div>
    </div>
  );
}
