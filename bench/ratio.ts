/** Milliseconds of `work`, one figure a call. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export type Pair = { subject: number; baseline: number; ratio: number };

/** Both in turn, block by block, so that a machine that slows down slows both: medians, and the median of the blocks' ratios. */
export async function compare(
  subject: () => Promise<unknown>,
  baseline: () => Promise<unknown>,
  { blocks, calls }: { blocks: number; calls: number },
): Promise<Pair> {
  const block = async (work: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let n = 0; n < calls; n++) times.push(await time(work));
    return median(times);
  };
  await block(subject);
  await block(baseline);
  const pairs: [number, number][] = [];
  for (let n = 0; n < blocks; n++) {
    // Who goes first changes, so that neither always meets the other's leftovers.
    const first = n % 2 === 0 ? await block(subject) : null;
    const second = await block(baseline);
    pairs.push([first ?? (await block(subject)), second]);
  }
  return {
    subject: median(pairs.map(([first]) => first)),
    baseline: median(pairs.map(([, second]) => second)),
    ratio: median(pairs.map(([first, second]) => first / second)),
  };
}
