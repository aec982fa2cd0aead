"use client";

import { useEffect, useState } from "react";
import { serverClock } from "./server-clock";

const TICK_MS = 15_000;

/** The server's current time: its word until the page is alive, then ticking. */
export function useNow(renderedAt: string): number {
  const [now, setNow] = useState(() => Date.parse(renderedAt));
  useEffect(() => {
    serverClock.hear(renderedAt);
    setNow(serverClock.now());
    const timer = setInterval(() => setNow(serverClock.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [renderedAt]);
  return now;
}
