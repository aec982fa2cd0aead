type Span = { from: number; to: number };

/** How much of the open time was lost. Outages may overlap: a moment counts once. */
export function measureUptime(
  open: readonly Span[],
  outages: readonly Span[],
): { percent: number | null; downMs: number } {
  const openMs = total(open);
  const downMs = total(merge(outages).flatMap((outage) => overlaps(open, outage)));
  return { percent: openMs === 0 ? null : Math.floor((1 - downMs / openMs) * 10_000) / 100, downMs };
}

export const isWithin = (open: readonly Span[], outage: Span): boolean => overlaps(open, outage).length > 0;

const total = (spans: readonly Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);

function overlaps(open: readonly Span[], { from, to }: Span): Span[] {
  return open
    .map((span) => ({ from: Math.max(span.from, from), to: Math.min(span.to, to) }))
    .filter((span) => span.from < span.to);
}

function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}
