import { formatNumber, type Region } from "@/lib/format";
import type { GuestItem } from "@/lib/guest/guest-menu-types";

type Stated = Pick<GuestItem, "allergens" | "diets">;
type Facts = Stated & Pick<GuestItem, "alcohol"> & { region: Region };

/** Nothing stated is said as that, and never looks like "free of": not beside a way of eating either. */
export const statedWords = ({ allergens, diets }: Stated): string =>
  [allergens === null ? "Allergens: not stated" : `Contains or is: ${allergens.join(", ")}`, ...diets].join(" · ");

/** What is in it. */
export function ItemFacts({ allergens, diets, alcohol, region }: Facts) {
  return (
    <p className="text-muted text-sm">
      {statedWords({ allergens, diets })}
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
