"use client";

import { useEffect, useRef } from "react";
import type { LiveEvent, LiveTopic } from "@/lib/live/topics";
import { hearEvents } from "./shared-events";

/** Calls back when something of these topics may have changed, with `topic: null` when anything may have. */
export function useLive(topics: readonly LiveTopic[], onEvent: (event: LiveEvent) => void): void {
  const latest = useRef({ topics, onEvent });
  useEffect(() => {
    latest.current = { topics, onEvent };
  });
  useEffect(
    () =>
      hearEvents((event) => {
        const { topics: wanted, onEvent: call } = latest.current;
        if (event.topic === null || wanted.includes(event.topic)) call(event);
      }),
    [],
  );
}
