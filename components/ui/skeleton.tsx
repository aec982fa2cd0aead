import clsx from "clsx";

/** A grey bar in the shape of what is coming; the page around it says that it is loading. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div aria-hidden="true" className={clsx("animate-pulse motion-reduce:animate-none rounded bg-line", className)} />
  );
}

export function SkeletonCard({ lines = 3 }: { lines?: number }) {
  return (
    <div className="rounded-lg border bg-surface p-5">
      <Skeleton className="mb-5 h-4 w-40" />
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
        <Skeleton key={line} className={clsx("mb-3 h-3", line % 2 ? "w-2/3" : "w-full")} />
      ))}
    </div>
  );
}
