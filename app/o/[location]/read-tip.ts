type TipWish = {
  /** Of a button: share of the food. */
  percent: string;
  /** Typed, in the currency's own unit. */
  amount: string;
  subtotalMinor: number;
  decimals: number;
};

const MOST_MINOR = 1_000_000;

/** In minor units; null where it is no amount that can be taken. */
export function readTip({ percent, amount, subtotalMinor, decimals }: TipWish): number | null {
  if (percent !== "") {
    const share = Number(percent);
    return [0, 5, 10, 15].includes(share) ? Math.round((subtotalMinor * share) / 100) : null;
  }
  const [, whole = "", parts = ""] = /^\s*(\d{1,7})(?:[.,](\d{1,3}))?\s*$/.exec(amount) ?? [];
  if (whole === "" || parts.length > decimals) return null;
  const minor = Number(whole) * 10 ** decimals + Number(parts.padEnd(decimals, "0") || "0");
  return minor <= MOST_MINOR ? minor : null;
}
