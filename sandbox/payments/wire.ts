type Nested = { [key: string]: Nested | string };

/** `a[b][0]=c` as nested objects, the form in which Stripe is written to. */
export function readForm(text: string): Nested {
  const root: Nested = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/[[\]]+/).filter((part) => part !== "");
    const last = path.pop();
    if (last === undefined || path.includes("__proto__") || last === "__proto__") continue;
    let at = root;
    for (const part of path) {
      const found = at[part];
      const next: Nested = typeof found === "object" ? found : {};
      at[part] = next;
      at = next;
    }
    at[last] = value;
  }
  return root;
}

export function textAt(form: Nested, ...path: string[]): string | undefined {
  let at: Nested | string | undefined = form;
  for (const part of path) at = typeof at === "object" ? at[part] : undefined;
  return typeof at === "string" ? at : undefined;
}

export function mapAt(form: Nested, ...path: string[]): Record<string, string> {
  let at: Nested | string | undefined = form;
  for (const part of path) at = typeof at === "object" ? at[part] : undefined;
  if (typeof at !== "object") return {};
  return Object.fromEntries(Object.entries(at).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
}

/** JSON in which `{digits: "…"}` is a number written out as it is: order codes and decimals lose nothing. */
export function printDigits(value: unknown): string {
  const isDigits = (part: unknown): part is { digits: string } =>
    typeof part === "object" && part !== null && Object.keys(part).join() === "digits";
  const text = JSON.stringify(value, (_, part) => (isDigits(part) ? `\u0000${part.digits}\u0000` : part));
  return text.replace(/"\\u0000(-?[\d.]+)\\u0000"/g, "$1");
}

const exponents: Record<string, number> = { JPY: 0, ISK: 0, KWD: 3, BHD: 3, OMR: 3, TND: 3 };

/** Smallest units as a decimal in major units, exactly. */
export function decimal(minor: number, currency: string): { digits: string } {
  const places = exponents[currency] ?? 2;
  const padded = Math.abs(minor)
    .toString()
    .padStart(places + 1, "0");
  const whole = padded.slice(0, padded.length - places);
  return { digits: `${minor < 0 ? "-" : ""}${whole}${places > 0 ? `.${padded.slice(-places)}` : ""}` };
}
