/** Welch's t of two samples; beyond 4.5 they differ for all practical purposes. */
export function welchT(a: number[], b: number[]): number {
  const [first, second] = [summary(a), summary(b)];
  return (first.mean - second.mean) / Math.sqrt(first.variance / a.length + second.variance / b.length);
}

/** Without the slowest tenth, by one limit for both: on a busy machine those are other programs, not the code. */
export function withoutOutliers(a: number[], b: number[]): [number[], number[]] {
  const all = [...a, ...b].sort((x, y) => x - y);
  const limit = all[Math.floor(all.length * 0.9)] ?? Number.POSITIVE_INFINITY;
  return [a.filter((value) => value <= limit), b.filter((value) => value <= limit)];
}

function summary(values: number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}
