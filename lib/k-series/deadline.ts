/**
 * A signal for one attempt: `ms` from now, or when the caller gives up. `end` must be called once it is over.
 * Not `AbortSignal.timeout`: its timers live on after the answer, ten seconds of them under load.
 */
export function startDeadline(ms: number, caller?: AbortSignal): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(expire, ms, controller);
  if (!caller) return { signal: controller.signal, end: () => clearTimeout(timer) };
  const giveUp = () => controller.abort(caller.reason);
  if (caller.aborted) giveUp();
  else caller.addEventListener("abort", giveUp, { once: true });
  const end = () => {
    clearTimeout(timer);
    caller.removeEventListener("abort", giveUp);
  };
  return { signal: controller.signal, end };
}

const expire = (controller: AbortController) => controller.abort(new DOMException("no answer in time", "TimeoutError"));
