/** Somebody with some tabs open; each stream looks into the database once a second. */
const MOST = 6;

const taken = new Map<string, number>();

/** A place for one more stream of the same holder in this process; null when there is none. The function gives it back. */
export function takeStreamPlace(holder: string): (() => void) | null {
  const before = taken.get(holder) ?? 0;
  if (before >= MOST) return null;
  taken.set(holder, before + 1);
  return () => {
    const left = (taken.get(holder) ?? 0) - 1;
    if (left > 0) taken.set(holder, left);
    else taken.delete(holder);
  };
}
