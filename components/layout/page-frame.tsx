"use client";

import { useLinkStatus } from "next/link";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import { LoadingPage } from "./loading-page";

/** Quicker pages follow each other without a flash of grey. */
const PATIENCE_MS = 200;

let waiting = 0;
const listeners = new Set<() => void>();

function wait(change: 1 | -1) {
  waiting += change;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Inside a link: has the page frame show that the page behind the link is on its way. */
export function LinkPending() {
  const { pending } = useLinkStatus();
  useEffect(() => {
    if (!pending) return;
    let counted = false;
    const timer = setTimeout(() => {
      counted = true;
      wait(1);
    }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      if (counted) wait(-1);
    };
  }, [pending]);
  return null;
}

/**
 * In place of loading.tsx: that would stream every document in pieces, which only script can put together, with the
 * status of the first piece. So documents come whole, and only moving from page to page shows a skeleton.
 */
export function PageFrame({ children }: { children: ReactNode }) {
  const loading = useSyncExternalStore(
    subscribe,
    () => waiting > 0,
    () => false,
  );
  return (
    <>
      <p role="status" className="sr-only">
        {loading && "Loading"}
      </p>
      {loading && <LoadingPage />}
      <div hidden={loading}>{children}</div>
    </>
  );
}
