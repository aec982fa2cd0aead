"use client";

import { useEffect, useState } from "react";

const TICK_MS = 15_000;

/** The current time, on the server's word until the page is alive, then ticking. */
export function useNow(renderedAt: string): number {
  const [now, setNow] = useState(() => Date.parse(renderedAt));
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
