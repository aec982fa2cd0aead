import { type Colours, isColour, onAccent } from "./contrast";
import { darkColours } from "./dark-colours";

/** The colours themselves are the address: whoever knows it learns nothing else. */
export const styleAddress = ({ accent, ground, ink }: Colours): string =>
  `/api/brand/style/${[accent, ground, ink].map((colour) => colour.slice(1).toLowerCase()).join("-")}`;

/** Null for what is no address of ours. */
export function styleSheet(address: string): string | null {
  const [accent, ground, ink, ...rest] = address.split("-").map((part) => `#${part}`);
  if (!accent || !ground || !ink || rest.length > 0 || ![accent, ground, ink].every(isColour)) return null;
  const dark = darkColours({ accent, ground, ink });
  const lines = {
    ...{ accent, "on-accent": onAccent(accent), ground, ink },
    ...{ "dark-accent": dark.accent, "dark-on-accent": onAccent(dark.accent) },
    ...(dark.header ? { "dark-ground": dark.header.ground, "dark-ink": dark.header.ink } : {}),
  };
  const body = Object.entries(lines).map(([name, colour]) => `--brand-${name}:${colour.toLowerCase()}`);
  return `:root{${body.join(";")}}\n`;
}
