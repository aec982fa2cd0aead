import { expect, test } from "vitest";
import { customsOf } from "./customs";

// Languages in which the runtime's own data has been the same for years; the spaces differ between releases.
const locales = (
  "en-GB en-US en-IE en-AU de-DE de-LU fr-FR nl-NL nl-BE it-IT es-ES pt-PT da-DK sv-SE nb-NO fi-FI pl-PL cs-CZ hu-HU el-GR " +
  "ja-JP en-CA tr-TR en-IN hr-HR sk-SK sl-SI ro-RO bg-BG et-EE lv-LV lt-LT is-IS"
).split(" ");

test.each(locales)("%s: separators, the place of the sign and the clock are the runtime's own", (locale) => {
  const customs = customsOf(locale.slice(-2));
  const money = new Intl.NumberFormat(locale, { style: "currency", currency: "GBP" }).formatToParts(1_234_567.5);
  const partOf = (type: string) => money.find((part) => part.type === type)?.value.replace("\u202f", "\u00a0");
  const placeOf = (type: string) => money.findIndex((part) => part.type === type);

  expect([customs.decimal, customs.group]).toEqual([partOf("decimal"), partOf("group")]);
  expect(customs.sign === "after").toBe(placeOf("currency") > placeOf("integer"));

  const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
  expect(customs.twelveHours).toBe(clock.resolvedOptions().hour12);
});

test("what is no country has the customs of nowhere", () => {
  const nowhere = { decimal: ".", group: ",", sign: "before", monthFirst: false, twelveHours: false };
  for (const country of ["", "ZZ", "D ", "de", "AD AR"]) expect(customsOf(country)).toMatchObject(nowhere);
});
