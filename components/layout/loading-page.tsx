import { Skeleton, SkeletonCard } from "@/components/ui/skeleton";

/** In the shape of most pages: a heading and two panels. */
export function LoadingPage() {
  return (
    <div>
      <h1 className="sr-only">Loading</h1>
      <Skeleton className="mb-3 h-6 w-40" />
      <Skeleton className="mb-8 h-4 w-80 max-w-full" />
      <div className="grid gap-5">
        <SkeletonCard lines={4} />
        <SkeletonCard lines={6} />
      </div>
    </div>
  );
}
