import { formatNumber, type Region } from "@/lib/format";
import type { GuestItem } from "@/lib/guest/guest-menu-types";

type Facts = Pick<GuestItem, "allergens" | "alcohol"> & { region: Region };

/** What is in it. Nothing stated is said as that, and never looks like "free of". */
export function ItemFacts({ allergens, alcohol, region }: Facts) {
  return (
    <p className="text-muted text-sm">
      {allergens === null ? "Allergens: not stated" : `Contains or is: ${allergens.join(", ")}`}
      {alcohol?.contains && ` · Alcohol${alcohol.percentage ? ` ${formatNumber(alcohol.percentage, region)}%` : ""}`}
    </p>
  );
}

export function LeftBadge({ left }: { left: number | null }) {
  if (left === null || left > 10) return null;
  return (
    <span className={left === 0 ? "font-medium text-negative-ink text-sm" : "font-medium text-sm text-warning-ink"}>
      {left === 0 ? "Sold out" : `Only ${left} left`}
    </span>
  );
}
