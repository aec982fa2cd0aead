import type { ServerResponse } from "node:http";
import type { Sandbox } from "../sandbox";

export const LIVE_PATH = "/till/events";
const BEAT_MS = 15_000;

/** Tells an open page that its till has changed; the page then fetches itself. Many changes at once are one word. */
export function serveChanges({ world, closing }: Sandbox, url: URL, response: ServerResponse): void {
  const account = url.searchParams.get("account") ?? "";
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  response.write("retry: 2000\n\n");
  let planned: NodeJS.Timeout | undefined;
  const stop = world.changes.watch(account, (locationId) => {
    planned ??= setTimeout(() => {
      planned = undefined;
      response.write(`event: change\ndata: ${locationId}\n\n`);
    }, 100);
  });
  // Guests come and go without anyone doing anything.
  const beat = setInterval(() => response.write("event: change\ndata: time\n\n"), BEAT_MS);
  const end = () => {
    stop();
    clearTimeout(planned);
    clearInterval(beat);
    response.end();
  };
  closing.addEventListener("abort", end, { once: true });
  response.on("close", () => {
    closing.removeEventListener("abort", end);
    end();
  });
}

/** Replaces what has changed on the page, except where somebody is just choosing or typing. */
export const liveScript = `
const stream = new EventSource(document.querySelector("[data-events]").dataset.events);
const refresh = async () => {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => undefined);
  if (!answer || !answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    if (!next || next.innerHTML === part.dataset.seen) continue;
    if (part.contains(document.activeElement) && document.activeElement !== part) continue;
    part.dataset.seen = next.innerHTML;
    part.innerHTML = next.innerHTML;
  }
};
let running = Promise.resolve();
stream.addEventListener("change", () => { running = running.then(refresh); });
`;
