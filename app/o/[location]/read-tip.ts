import { readAmount } from "@/lib/amounts";
import type { Region } from "@/lib/format";

type TipWish = {
  /** Of a button: share of the food. */
  percent: string;
  /** Typed, in the currency's own unit. */
  amount: string;
  subtotalMinor: number;
  currency: string;
  region: Pick<Region, "country">;
};

const MOST_MINOR = 1_000_000;

/** In minor units; null where it is no amount that can be taken. */
export function readTip({ percent, amount, subtotalMinor, ...place }: TipWish): number | null {
  if (percent !== "") {
    const share = Number(percent);
    return [0, 5, 10, 15].includes(share) ? Math.round((subtotalMinor * share) / 100) : null;
  }
  const minor = readAmount(amount, place.currency, place.region);
  return minor !== null && minor >= 0 && minor <= MOST_MINOR ? minor : null;
}
