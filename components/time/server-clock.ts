/** A page takes a while to arrive and to come alive: so little is no fault of the visitor's clock. */
const ON_THE_WAY_MS = 30_000;

/** The server's time in the browser, whose own clock may be wrong by hours. */
export function createServerClock(here: () => number = Date.now) {
  let aheadMs = Number.NEGATIVE_INFINITY;
  return {
    /** What the server took for now as it drew a page. Of several words the youngest counts: the others only took longer to arrive. */
    hear(renderedAt: string): void {
      aheadMs = Math.max(aheadMs, Date.parse(renderedAt) - here());
    },
    now(): number {
      const isOff = Number.isFinite(aheadMs) && Math.abs(aheadMs) > ON_THE_WAY_MS;
      return here() + (isOff ? aheadMs : 0);
    },
  };
}

/** One for the whole page. */
export const serverClock = createServerClock();
