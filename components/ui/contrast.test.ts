import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");

/** The tokens of the first rule whose selector is exactly this one. */
function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(start, css.indexOf("}", start));
  return new Map(
    [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

const light = tokensOf(":root");
const dark = tokensOf(':root[data-theme="dark"]');
const tones = ["positive", "warning", "negative", "neutral"];

// WCAG 2.2: 4.5 for text, 3 for the edges of controls and for marks that mean something.
const pairs: [string, string, number][] = [
  ...["canvas", "surface", "sunken", "hover"].flatMap((ground): [string, string, number][] => [
    ["ink", ground, 4.5],
    ["muted", ground, 4.5],
    ["accent-ink", ground, 4.5],
  ]),
  ["accent-ink", "accent-soft", 4.5],
  ["accent-on", "accent", 4.5],
  ["accent-on", "accent-hover", 4.5],
  ["negative-on", "negative-solid", 4.5],
  ["negative-on", "negative-hover", 4.5],
  ["line-control", "surface", 3],
  ["accent", "surface", 3],
  ...tones.flatMap((tone): [string, string, number][] => [
    [`${tone}-ink`, `${tone}-soft`, 4.5],
    [`${tone}-ink`, "surface", 4.5],
    [`${tone}-solid`, `${tone}-soft`, 3],
    ["ink", `${tone}-soft`, 4.5],
    ["muted", `${tone}-soft`, 4.5],
  ]),
];

test.each([
  ["light", light],
  ["dark", dark],
] as const)("in the %s theme every pair of colours is told apart", (_, tokens) => {
  const tooClose = pairs
    .map(([front, back, least]) => ({
      pair: `${front} on ${back}`,
      ratio: contrast(tokens.get(front), tokens.get(back)),
      least,
    }))
    .filter(({ ratio, least }) => !(ratio >= least));
  expect(tooClose).toEqual([]);
});

test("the dark theme is the same by choice and by the system's wish", () => {
  expect(tokensOf(":root:not([data-theme])")).toEqual(dark);
  expect([...dark.keys()]).toEqual([...light.keys()]);
});

function contrast(front = "", back = ""): number {
  const [high = 0, low = 0] = [luminance(front), luminance(back)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
