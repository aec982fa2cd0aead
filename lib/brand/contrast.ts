/** What WCAG 2.2 asks for: text (1.4.3), and shapes such as a button against what is around it (1.4.11). */
export const LEAST_TEXT_CONTRAST = 4.5;
export const LEAST_SHAPE_CONTRAST = 3;

export type Colours = { accent: string; ground: string; ink: string };

export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

/** From 1 (the same) to 21 (black on white), after WCAG's relative luminance. */
export function contrastRatio(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(colour: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** The words on a button: black or white, whichever is easier to read. One of the two always reaches 4.5. */
export const onAccent = (accent: string): string =>
  contrastRatio(accent, "#ffffff") >= contrastRatio(accent, "#000000") ? "#ffffff" : "#000000";

export type ContrastCheck = { what: string; ratio: number; least: number; field: keyof Colours };

export function checkContrast({ accent, ground, ink }: Colours): ContrastCheck[] {
  return [
    { what: "Text on the background", ratio: contrastRatio(ink, ground), least: LEAST_TEXT_CONTRAST, field: "ink" },
    {
      ...{ what: "Button against the background", ratio: contrastRatio(accent, ground) },
      ...{ least: LEAST_SHAPE_CONTRAST, field: "accent" },
    },
    {
      ...{ what: "Words on a button", ratio: contrastRatio(onAccent(accent), accent) },
      ...{ least: LEAST_TEXT_CONTRAST, field: "accent" },
    },
  ];
}

/** "4.48 : 1", never rounded up over a limit that it misses. */
export const formatRatio = (ratio: number): string => `${(Math.floor(ratio * 100) / 100).toFixed(2)} : 1`;
