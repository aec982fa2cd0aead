const digitsOf = (text: string) => [...text].map(Number);
const weighted = (text: string, weights: readonly number[]) =>
  weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0);

function luhn(text: string): boolean {
  const sum = digitsOf(text)
    .reverse()
    .reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0);
  return sum % 10 === 0;
}

/** ISO 7064, MOD 11,10. */
function mod11and10(text: string): boolean {
  const product = digitsOf(text.slice(0, -1)).reduce((carry, digit) => (((carry + digit) % 10 || 10) * 2) % 11, 10);
  return (product + last(text)) % 10 === 1;
}

const last = (text: string) => Number(text.at(-1));

/** Of the countries in which the rule is simple, by the letters of their VAT numbers; given without the letters. */
export const checksums: Record<string, (rest: string) => boolean> = {
  AT: (rest) => {
    const sum = digitsOf(rest.slice(1, 8)).reduce(
      (total, digit, index) => total + (index % 2 === 0 ? digit : Math.floor(digit / 5) + ((digit * 2) % 10)),
      0,
    );
    return (10 - ((sum + 4) % 10)) % 10 === last(rest);
  },
  BE: (rest) => 97 - (Number(rest.slice(0, 8)) % 97) === Number(rest.slice(8)),
  CHE: (rest) => (11 - (weighted(rest, [5, 4, 3, 2, 7, 6, 5, 4]) % 11)) % 11 === Number(rest[8]),
  DE: mod11and10,
  DK: (rest) => weighted(rest, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  FI: (rest) => weighted(rest, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0,
  // Newer keys hold letters; the rule for those is another, so only the form counts.
  FR: (rest) => !/^\d{2}/.test(rest) || (12 + 3 * (Number(rest.slice(2)) % 97)) % 97 === Number(rest.slice(0, 2)),
  IT: luhn,
  LU: (rest) => Number(rest.slice(0, 6)) % 89 === Number(rest.slice(6)),
  NL: (rest) => weighted(rest, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0 || mod97(`NL${rest}`),
  NO: (rest) => (11 - (weighted(rest, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(rest[8]),
  PL: (rest) => weighted(rest, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === last(rest),
  PT: (rest) => ((11 - (weighted(rest, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11) % 10 === last(rest),
  SE: (rest) => luhn(rest.slice(0, 10)),
};

/** Dutch numbers of natural persons since 2020. */
function mod97(text: string): boolean {
  const numeric = text.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(numeric) % 97n === 1n;
}
