const pattern = /^([+-]?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?$/;
const short = /^(-?)(\d{1,8})(?:\.(\d{1,6}))?$/;

/** A decimal number as an integer of `10^-digits`, rounded half to even where it is finer; null where it is no decimal. */
export function scaleDecimal(value: string | number, digits: number): bigint | null {
  const parts = pattern.exec(String(value));
  if (!parts) return null;
  const [, sign, whole = "0", fraction = "", exponent = "0"] = parts;
  const units = BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`);
  const shift = digits - fraction.length + Number(exponent);
  return shift >= 0 ? units * 10n ** BigInt(shift) : divideHalfEven(units, 10n ** BigInt(-shift));
}

/** As `scaleDecimal`, for what fits a JavaScript integer; null also where it does not. */
export function scaleToInteger(value: string | number, digits: number): number | null {
  const text = String(value);
  const parts = short.exec(text);
  // Integers only, so exact; the long way costs ten times as much and a report has millions of amounts.
  if (parts && (parts[3]?.length ?? 0) <= digits) {
    const size = Number(`${parts[2]}${(parts[3] ?? "").padEnd(digits, "0")}`);
    return parts[1] && size !== 0 ? -size : size;
  }
  const scaled = Number(scaleDecimal(text, digits) ?? Number.NaN);
  return Number.isSafeInteger(scaled) ? scaled : null;
}

/** The integer `units` of `10^-digits` as a decimal with exactly that many places: 790 and 2 read "7.90". */
export function printScaled(units: bigint | number, digits: number): string {
  const text = String(units);
  const sign = text.startsWith("-") ? "-" : "";
  const size = text.slice(sign.length).padStart(digits + 1, "0");
  return digits === 0 ? sign + size : `${sign}${size.slice(0, -digits)}.${size.slice(-digits)}`;
}

/** One spelling for one number: "1.0E1", "+10" and "10.00" all read "10". Null where it is no decimal. */
export function canonicalDecimal(value: string | number): string | null {
  const parts = pattern.exec(String(value));
  if (!parts) return null;
  const digits = Math.max(0, (parts[3]?.length ?? 0) - Number(parts[4] ?? 0));
  const text = printScaled(scaleDecimal(value, digits) ?? 0n, digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

export function divideHalfEven(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  const rest = (value < 0n ? -value : value) % by;
  const up = rest * 2n > by || (rest * 2n === by && quotient % 2n !== 0n);
  return up ? quotient + (value < 0n ? -1n : 1n) : quotient;
}
