/** What changes together is told within moments; one drawing shows it all. */
const GATHER_MS = 100;
const AT_MOST_EVERY_MS = 1_000;

let wanted: (() => void) | null = null;
let timer: number | undefined;

/**
 * Has the server draw the page again, whoever on it asks: soon, at most once a second, and not before somebody looks at it.
 * `refresh` is the router's, and the newest one counts.
 */
export function redraw(refresh: () => void): void {
  wanted = refresh;
  if (timer === undefined) timer = window.setTimeout(draw, GATHER_MS);
}

function draw(): void {
  timer = undefined;
  if (wanted === null) return;
  if (document.hidden) {
    document.addEventListener("visibilitychange", draw, { once: true });
    return;
  }
  const refresh = wanted;
  wanted = null;
  refresh();
  timer = window.setTimeout(draw, AT_MOST_EVERY_MS);
}
