/** `BENCH_QUICK=1` tries a part out with little of everything; its figures say nothing and are not kept. */
export const isQuick = process.env.BENCH_QUICK === "1";

export const sized = <T>(full: T, quick: T): T => (isQuick ? quick : full);
