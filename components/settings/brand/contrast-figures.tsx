import { Badge } from "@/components/ui/badge";
import { type Colours, checkContrast, formatRatio, isColour } from "@/lib/brand/contrast";

/** How well the colours can be told apart, by WCAG's figures. */
export function ContrastFigures({ colours }: { colours: Colours }) {
  const known = [colours.accent, colours.ground, colours.ink].every(isColour);
  return (
    <div>
      <h3 className="text-muted text-xs">Contrast (WCAG 2.2 AA)</h3>
      {known ? (
        <ul className="mt-1 grid gap-1.5">
          {checkContrast(colours).map(({ what, ratio, least }) => (
            <li key={what} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm tabular-nums">
              <Badge tone={ratio >= least ? "positive" : "negative"}>{ratio >= least ? "Good" : "Too low"}</Badge>
              <span>
                {what}: {formatRatio(ratio)}
              </span>
              <span className="text-muted">at least {least} : 1</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="mt-1 text-sm">A colour is written like #2b52d9.</p>
      )}
    </div>
  );
}
