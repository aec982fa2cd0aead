/** Amounts are whole numbers: cents where money changes hands, millionths of a unit where the vendor shows six decimals. */
export const MICRO_PER_CENT = 10_000;

export type Tax = { code: string; percent: number; included: boolean };
export type Taxed = { gross: number; net: number; tax: number };

/** Splits an amount of cents into its parts, in millionths. */
export function taxed(cents: number, { percent, included }: Tax): Taxed {
  const micro = cents * MICRO_PER_CENT;
  if (included) {
    const net = Math.round((micro * 100) / (100 + percent));
    return { gross: micro, net, tax: micro - net };
  }
  const tax = Math.round((micro * percent) / 100);
  return { gross: micro + tax, net: micro, tax };
}

/** To cents, a half to the even side, as the vendor rounds payments. */
export function centsOf(micro: number): number {
  const low = Math.floor(micro / MICRO_PER_CENT);
  const rest = micro - low * MICRO_PER_CENT;
  if (rest * 2 === MICRO_PER_CENT) return low % 2 === 0 ? low : low + 1;
  return rest * 2 > MICRO_PER_CENT ? low + 1 : low;
}

export const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);

/** As a JSON number in major units. */
export const major = (cents: number) => cents / 100 + 0;

/** As text with so many decimals; the amount is in units of ten to the minus `scale`. */
export function decimalText(amount: number, scale: number, digits = scale): string {
  const shown = Math.round(amount / 10 ** (scale - digits));
  const padded = String(Math.abs(shown)).padStart(digits + 1, "0");
  const text = digits === 0 ? padded : `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
  return shown < 0 ? `-${text}` : text;
}

export const centsText = (cents: number) => decimalText(cents, 2);
export const microText = (micro: number) => decimalText(micro, 6);

/** Cents of a decimal number of major units; undefined when it has parts of a cent. */
export function wholeCents(text: string): number | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,2})0*)?$/.exec(text);
  if (!match) return undefined;
  const cents = Number(match[2]) * 100 + Number((match[3] ?? "").padEnd(2, "0"));
  return match[1] === "-" ? -cents : cents;
}
