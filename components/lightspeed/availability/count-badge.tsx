import { Badge } from "@/components/ui/badge";

/** Null is without limit, 0 is sold out. */
export function CountBadge({ count }: { count: number | null }) {
  if (count === null) return <Badge>No limit</Badge>;
  if (count === 0) return <Badge tone="negative">Sold out</Badge>;
  return <Badge tone="warning">{count} left</Badge>;
}
