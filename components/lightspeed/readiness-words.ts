import type { Tone } from "@/components/ui/badge";
import type { ReadinessPart, ReadinessView } from "@/lib/lightspeed/readiness/readiness-types";

type State = ReadinessView["state"];

const names: Record<State, string> = { ready: "Ready", not_ready: "Not ready", unknown: "Unknown" };

/** `old`: nothing proves it any more, so the light is grey. */
export const readinessWords: Record<State | "old", { tone: Tone; text: (state: State) => string }> = {
  ready: { tone: "positive", text: () => names.ready },
  not_ready: { tone: "warning", text: () => names.not_ready },
  unknown: { tone: "neutral", text: () => names.unknown },
  old: { tone: "neutral", text: (state) => (state === "unknown" ? names.unknown : `Last known: ${names[state]}`) },
};

/** The four things that must be so, each with what to do where it is not. */
export const partWords: Record<ReadinessPart, { yes: string; no: string; unknown: string }> = {
  apiEnabled: {
    yes: "Online ordering is switched on in the Back Office.",
    no: "Online ordering is switched off. Switch on the online ordering API in the Lightspeed Back Office.",
    unknown: "Lightspeed did not say whether online ordering is switched on.",
  },
  salesPeriod: {
    yes: "The day is opened on the till.",
    no: "The day is not opened. Open it on the till.",
    unknown: "Lightspeed did not say whether the day is opened.",
  },
  acceptingOnlineOrders: {
    yes: "The till accepts online orders.",
    no: "The till does not accept online orders. Switch them on in the till's settings.",
    unknown: "Lightspeed did not say whether the till accepts online orders.",
  },
  availableDevices: {
    yes: "A till is online with the app in front.",
    no: "No till is online. Open the Lightspeed app and keep it in the foreground.",
    unknown: "Lightspeed did not say whether a till is online.",
  },
};
