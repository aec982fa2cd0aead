// English names out of the runtime's own tables. On the server only: a browser may know others.

const countries = new Intl.DisplayNames("en", { type: "region" });
const currencies = new Intl.DisplayNames("en", { type: "currency" });
const languages = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

export const countryName = (code: string): string => countries.of(code) ?? code;
export const currencyName = (code: string): string => currencies.of(code) ?? code;

export function languageName(locale: string): string {
  try {
    return languages.of(locale.replace("_", "-")) ?? locale;
  } catch {
    // What the vendor calls a locale need not be one.
    return locale;
  }
}

/** IANA names, with UTC, which the runtime's own list leaves out. */
export const zones: readonly string[] = [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC"])];
