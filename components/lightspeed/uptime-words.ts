import type { OutageView } from "@/lib/lightspeed/uptime/uptime-types";

export const causeWords: Record<OutageView["cause"], string> = {
  connection_lost: "The connection had ended",
  no_answer: "Lightspeed did not answer",
  till_not_ready: "The till took no online orders",
};

/** "2 h 4 min 9 s": to the second, without what is zero in front. */
export function exactDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
  const units = ["h", "min", "s"];
  const first = Math.min(...[0, 1, 2].filter((index) => index === 2 || parts[index] !== 0));
  return [0, 1, 2]
    .filter((index) => index >= first)
    .map((index) => `${parts[index]} ${units[index]}`)
    .join(" ");
}
