import { randomUUID } from "node:crypto";

/** A UUID (version 7) that sorts by the moment it was made, so that an index over many of them is written at its end. */
export function timeOrderedId(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
