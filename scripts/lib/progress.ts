export type Progress = <T>(step: string, work: () => Promise<T>) => Promise<T>;

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Says what begins and how long it took; steps may overlap. */
export function createProgress(print: (line: string) => void = console.log): Progress {
  return async (step, work) => {
    const start = performance.now();
    print(`  … ${step}`);
    const result = await work();
    print(`  ✓ ${step.padEnd(44)} ${seconds(start).padStart(7)}`);
    return result;
  };
}
