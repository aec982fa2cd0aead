"use client";

import clsx from "clsx";
import { useCallback, useEffect, useState } from "react";
import { CloseIcon } from "./icons";

type Toast = { id: number; message: string; tone: "neutral" | "negative" };

const SHOWN_MS = 6_000;
let next = 1;
/** Said before the region was there; it picks them up. */
const waiting: Toast[] = [];
let publish: (toast: Toast) => void = (toast) => waiting.push(toast);

/** Says something once, on screen and to screen readers. For what must not be missed use an alert in the page. */
export function showToast(message: string, tone: Toast["tone"] = "neutral"): void {
  publish({ id: next++, message, tone });
}

/** Three at most, and the same words once: said again, they stand as the newest and are read aloud again. */
export const withToast = (all: readonly Toast[], toast: Toast): Toast[] => [
  ...all.filter(({ message, tone }) => message !== toast.message || tone !== toast.tone).slice(-2),
  toast,
];

/** One per page. The live region is there before the first message, or that one would not be read. */
export function Toaster() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);

  useEffect(() => {
    publish = (toast) => setToasts((all) => withToast(all, toast));
    for (const toast of waiting.splice(0)) publish(toast);
    return () => {
      publish = (toast) => waiting.push(toast);
    };
  }, []);

  return (
    <div
      role="status"
      aria-label="Messages"
      className="pointer-events-none fixed inset-x-4 bottom-4 z-50 flex flex-col items-end gap-2 sm:left-auto"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} drop={drop} />
      ))}
    </div>
  );
}

function ToastCard({ toast, drop }: { toast: Toast; drop: (id: number) => void }) {
  const { id } = toast;
  const [held, setHeld] = useState(false);

  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => drop(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held, drop, id]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: resting on it only keeps it on screen
    <div
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      className={clsx(
        "pointer-events-auto flex w-full max-w-sm items-start gap-3 rounded-lg border bg-surface py-2.5 pr-2 pl-3.5 text-sm shadow-overlay",
        toast.tone === "negative" && "border-negative-line text-negative-ink",
      )}
    >
      <p className="flex-1 py-0.5">{toast.message}</p>
      <button
        type="button"
        aria-label="Dismiss"
        onClick={() => drop(id)}
        className="flex size-6 cursor-pointer items-center justify-center rounded text-muted hover:bg-hover"
      >
        <CloseIcon width="12" height="12" />
      </button>
    </div>
  );
}
