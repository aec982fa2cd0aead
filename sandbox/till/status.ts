import type { Site } from "../world/world";
import type { Count, TillStatus } from "./till-state";

const initial: Omit<TillStatus, "updatedAt"> = {
  salesPeriod: "OPENED",
  acceptingOnlineOrders: true,
  availableDevices: true,
  apiEnabled: true,
  profileMapped: true,
  staffMapped: true,
};

export function statusOf({ till, account }: Site): TillStatus {
  return till.status.get("status") ?? { ...initial, updatedAt: account.createdAt };
}

export const isReady = ({ apiEnabled, salesPeriod, acceptingOnlineOrders, availableDevices }: TillStatus) =>
  apiEnabled && salesPeriod === "OPENED" && acceptingOnlineOrders && availableDevices;

/** Gives the status before and after; undefined when nothing changed. */
export function changeStatus(site: Site, part: Partial<TillStatus>): TillStatus | undefined {
  const before = statusOf(site);
  const same = Object.entries(part).every(([key, value]) => Reflect.get(before, key) === value);
  if (same) return undefined;
  const after = { ...before, ...part, updatedAt: site.now() };
  site.till.status.set("status", after);
  site.changed();
  return after;
}

/** Null lifts the restriction. */
export function setCount(site: Site, sku: string, count: number | null): Count {
  const changed = { sku, count, updatedAt: site.now() };
  site.till.counts.set(sku, changed);
  site.changed();
  return changed;
}
