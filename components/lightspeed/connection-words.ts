import type { Tone } from "@/components/ui/badge";
import { isOlderThan } from "@/lib/format";
import { lifetimes } from "@/lib/lifetimes";
import type { ConnectionStatus, ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";

/** What each state is called on screen. After Delete the merchant is simply not connected. */
export const statusWords: Record<ConnectionStatus, { text: string; tone: Tone }> = {
  not_connected: { text: "Not connected", tone: "neutral" },
  connecting: { text: "Connecting", tone: "neutral" },
  connected: { text: "Connected", tone: "positive" },
  degraded: { text: "Connected, with problems", tone: "warning" },
  needs_reauthorization: { text: "Disconnected: reconnect needed", tone: "negative" },
  disabled: { text: "Not connected", tone: "neutral" },
};

/** The state's words; "Connected" is green only while the proof behind it is young. */
export function statusLight(
  { status, lastChecked }: Pick<ConnectionView, "status" | "lastChecked">,
  nowMs: number,
): { text: string; tone: Tone } {
  const words = statusWords[status];
  const proven = lastChecked !== null && !isOlderThan(lastChecked.at, nowMs, lifetimes.connection.lastsMs);
  return status === "connected" && !proven ? { ...words, tone: "neutral" } : words;
}

export const environmentWords: Record<ConnectionView["environment"], string> = {
  sandbox: "Sandbox (for trying things out)",
  trial: "Trial",
  production: "Production",
};

/** There is a connection to show, working or not. */
export const hasConnection = ({ status }: Pick<ConnectionView, "status">): boolean =>
  status === "connected" || status === "degraded" || status === "needs_reauthorization";

export const RECONNECT_ROLES = "Only owners and managers can connect, reconnect and test.";
