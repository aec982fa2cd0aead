"use client";

import { type ReactNode, useEffect, useId, useRef } from "react";
import { CloseIcon } from "./icons";

type DialogProps = { open: boolean; title: string; onClose: () => void; children: ReactNode };

/** The browser's own modal dialog: it keeps the focus inside, closes on Esc and gives the focus back. */
export function Dialog({ open, title, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = ref.current;
    if (open && dialog && !dialog.open) {
      dialog.showModal();
      dialog.querySelector<HTMLElement>("input, select, textarea")?.focus();
    }
    if (!open && dialog?.open) dialog.close();
  }, [open]);

  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClose={onClose}
      className="w-[min(30rem,calc(100vw-2rem))] rounded-lg border bg-surface p-0 text-ink shadow-overlay"
    >
      {open && (
        <>
          <header className="flex items-start justify-between gap-4 px-5 pt-5">
            <h2 id={titleId} className="font-semibold text-lg">
              {title}
            </h2>
            <button
              type="button"
              aria-label="Close"
              onClick={onClose}
              className="-mt-1 -mr-2 flex size-8 cursor-pointer items-center justify-center rounded text-muted hover:bg-hover"
            >
              <CloseIcon />
            </button>
          </header>
          <div className="px-5 pt-2 pb-5">{children}</div>
        </>
      )}
    </dialog>
  );
}
