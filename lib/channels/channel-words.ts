import type { Channel, OrderChannel } from "@/db/schema";

/** What guests order through. The in-house channel is the merchant's one, beside them. */
export type SellingChannel = "kiosk" | "online" | "table";

export const sellingChannels: readonly SellingChannel[] = ["kiosk", "online", "table"];

/** What it is called on an order. */
export const orderChannelOf: Record<SellingChannel, OrderChannel> = {
  kiosk: "kiosk",
  online: "online",
  table: "table_qr",
};

export const channelLabels: Record<SellingChannel, string> = {
  kiosk: "Kiosk",
  online: "Online Ordering",
  table: "Table QR",
};

export type ChannelPause = { by: "person" | "system"; reason: string; until: Date | null; at: Date };

/** Null where nothing holds it up, or its time is over. */
export function pauseOf(row: Channel | null | undefined, now: Date): ChannelPause | null {
  if (!row?.pauseCause || (row.pausedUntil !== null && row.pausedUntil <= now)) return null;
  return {
    by: row.pauseCause === "person" ? "person" : "system",
    reason: row.pauseReason ?? "",
    until: row.pausedUntil,
    at: row.pausedAt ?? row.changedAt,
  };
}
