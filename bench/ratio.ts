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

type Work = () => Promise<unknown>;
type Rounds = { blocks: number; calls: number };

/** Both in turn, block by block, so that a machine that slows down slows both: medians, and the median of the blocks' ratios. */
export async function compare(subject: Work, baseline: Work, rounds: Rounds): Promise<Pair> {
  return (await inTurn(subject, baseline, rounds, async () => 0)).time;
}

/** With them what `used` says, the milliseconds that something has used up so far, a call. It waits for nothing, so it stays fair beside other work. */
export async function compareWithUse(
  subject: Work,
  baseline: Work,
  { used, ...rounds }: Rounds & { used: () => Promise<number> },
): Promise<{ time: Pair; use: Pair }> {
  return inTurn(subject, baseline, rounds, used);
}

type Block = { time: number; use: number };

async function inTurn(subject: Work, baseline: Work, { blocks, calls }: Rounds, used: () => Promise<number>) {
  const block = async (work: Work): Promise<Block> => {
    const times: number[] = [];
    const before = await used();
    for (let n = 0; n < calls; n++) times.push(await time(work));
    return { time: median(times), use: ((await used()) - before) / calls };
  };
  await block(subject);
  await block(baseline);
  const pairs: [Block, Block][] = [];
  for (let n = 0; n < blocks; n++) {
    // Who goes first changes, so that neither always meets the other's leftovers.
    const first = n % 2 === 0 ? await block(subject) : null;
    const second = await block(baseline);
    pairs.push([first ?? (await block(subject)), second]);
  }
  const pairOf = (figure: keyof Block): Pair => ({
    subject: median(pairs.map(([first]) => first[figure])),
    baseline: median(pairs.map(([, second]) => second[figure])),
    ratio: median(pairs.map(([first, second]) => first[figure] / second[figure])),
  });
  return { time: pairOf("time"), use: pairOf("use") };
}
