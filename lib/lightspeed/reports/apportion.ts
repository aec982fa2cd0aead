import { currencyExponent } from "@/lib/k-series";

/**
 * Amounts in millionths as whole smallest units that add up to `total` exactly, which is what they round to together: each is rounded down or up,
 * the largest remainders up first (Hare's method).
 */
export function apportion(micros: readonly number[], total: number, currency: string): number[] {
  const unit = 10 ** (6 - currencyExponent(currency));
  const parts = micros.map((value) => Math.floor(value / unit));
  const up = total - parts.reduce((sum, value) => sum + value, 0);
  const rest = (index: number) => (micros[index] ?? 0) - (parts[index] ?? 0) * unit;
  const order = [...parts.keys()].sort((a, b) => rest(b) - rest(a));
  for (const index of order.slice(0, Math.max(up, 0))) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}
