"use client";

import clsx from "clsx";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef } from "react";

type MenuProps = {
  label: string;
  trigger: ReactNode;
  children: ReactNode;
  align?: "left" | "right";
  onToggle?: (open: boolean) => void;
  className?: string;
};

/** A disclosure, so it opens without script too; with it, Esc, a press elsewhere and a followed link close it. */
export function Menu({ label, trigger, children, align = "right", onToggle, className }: MenuProps) {
  const ref = useRef<HTMLDetailsElement>(null);
  const atStart = useRef(onToggle);

  // Opened before the script was there, and nobody heard of it.
  useEffect(() => {
    if (ref.current?.open) atStart.current?.(true);
  }, []);

  useEffect(() => {
    const closeElsewhere = (event: PointerEvent) => {
      if (ref.current && !ref.current.contains(event.target as Node)) ref.current.open = false;
    };
    document.addEventListener("pointerdown", closeElsewhere);
    return () => document.removeEventListener("pointerdown", closeElsewhere);
  }, []);

  function closeOnLink(event: MouseEvent) {
    if (ref.current && (event.target as Element).closest("a")) ref.current.open = false;
  }

  function closeOnEscape(event: KeyboardEvent) {
    if (event.key !== "Escape" || !ref.current?.open) return;
    ref.current.open = false;
    ref.current.querySelector("summary")?.focus();
  }

  return (
    <details
      ref={ref}
      onKeyDown={closeOnEscape}
      onClick={closeOnLink}
      onToggle={() => onToggle?.(ref.current?.open ?? false)}
      className={clsx("relative", className)}
    >
      <summary
        aria-label={label}
        className="flex h-8 cursor-pointer list-none items-center gap-1.5 rounded px-1.5 text-sm hover:bg-hover max-sm:h-10"
      >
        {trigger}
      </summary>
      <div
        className={clsx(
          "absolute z-40 mt-1 w-64 rounded-lg border bg-surface py-1.5 shadow-overlay",
          align === "left" ? "left-0" : "right-0",
        )}
      >
        {children}
      </div>
    </details>
  );
}
