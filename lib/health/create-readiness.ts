type Options = { now?: () => number; keepMs?: number; limitMs?: number };

/** Asks at most once a second however often it is called, and takes no answer within the limit, or a fault, for a no. */
export function createReadiness(
  check: () => Promise<boolean>,
  { now = Date.now, keepMs = 1000, limitMs = 1500 }: Options = {},
): () => Promise<boolean> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<boolean> = Promise.resolve(false);
  return () => {
    if (now() - askedAt >= keepMs) {
      askedAt = now();
      answer = within(limitMs, check());
    }
    return answer;
  };
}

async function within(limitMs: number, check: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([check.catch(() => false), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
