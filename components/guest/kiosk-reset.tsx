"use client";

import { useEffect, useRef, useState } from "react";
import { guestButton } from "./guest-button";

/** So long before it ends it asks (WCAG 2.2.1: at least 20 seconds, and anything one does goes on). */
const WARNING_SECONDS = 30;

/** A kiosk that nobody touches is for the next guest, after it has asked. */
export function KioskReset({ address, seconds }: { address: string; seconds: number }) {
  const [leaving, setLeaving] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    let timer: number;
    let before: Element | null = null;
    const leave = () => window.location.assign(address);
    const ask = () => {
      before = document.activeElement;
      setLeaving(true);
      timer = window.setTimeout(leave, WARNING_SECONDS * 1_000);
    };
    const again = () => {
      window.clearTimeout(timer);
      setLeaving(false);
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
      before = null;
      timer = window.setTimeout(ask, (seconds - WARNING_SECONDS) * 1_000);
    };
    again();
    const signs = ["pointerdown", "keydown", "scroll"] as const;
    for (const sign of signs) window.addEventListener(sign, again, { passive: true });
    return () => {
      window.clearTimeout(timer);
      for (const sign of signs) window.removeEventListener(sign, again);
    };
  }, [address, seconds]);
  useEffect(() => {
    if (leaving) button.current?.focus({ preventScroll: true });
  }, [leaving]);
  if (!leaving) return null;
  return (
    <div
      role="alertdialog"
      aria-labelledby="still-there"
      aria-describedby="still-there-why"
      className="fixed inset-x-0 bottom-0 z-20 grid gap-3 border-t bg-surface p-5 shadow-lg sm:justify-center"
    >
      <p id="still-there" className="text-lg font-semibold">
        Are you still there?
      </p>
      <p id="still-there-why">In {WARNING_SECONDS} seconds the basket is emptied for the next guest.</p>
      <button ref={button} type="button" className={guestButton()}>
        I am still here
      </button>
    </div>
  );
}
