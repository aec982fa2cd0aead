import { type Colours, contrastRatio, LEAST_SHAPE_CONTRAST } from "./contrast";

/** What buttons lie on in the dark theme: `--surface` there, in app/globals.css. */
const DARK_SURFACE = "#14171c";

type DarkColours = {
  accent: string;
  /** Null where the brand's own would be a light block on a dark page: the theme's are taken. */
  header: { ground: string; ink: string } | null;
};

/** A brand's colours on a dark page: the accent as it is, or made lighter until a button stands out. */
export function darkColours({ accent, ground, ink }: Colours): DarkColours {
  let seen = accent;
  for (let share = 5; contrastRatio(seen, DARK_SURFACE) < LEAST_SHAPE_CONTRAST && share <= 100; share += 5)
    seen = lighter(accent, share / 100);
  const isDark = contrastRatio(ground, "#ffffff") > contrastRatio(ground, "#000000");
  return { accent: seen, header: isDark ? { ground, ink } : null };
}

function lighter(colour: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16);
    return Math.round(part + (255 - part) * share)
      .toString(16)
      .padStart(2, "0");
  });
  return `#${parts.join("")}`;
}
