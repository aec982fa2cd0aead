import type { Region } from "@/lib/format";
import type { ConnectionView, LogEntryView } from "@/lib/lightspeed/connection/connection-view-types";
import type { LocationSettings } from "@/lib/lightspeed/location-settings/location-settings-types";
import type { SyncView } from "@/lib/lightspeed/menu/sync-view";
import type { ActivityView, WebhooksView } from "@/lib/lightspeed/webhooks/webhook-view-types";
import type { PointId } from "./document";

/** Repairs that are done by one press of a button. */
export const repairNames = [
  "test",
  "read-businesses",
  "register-endpoint",
  "repair-endpoint",
  "check-endpoint",
  "check-order-settings",
  "ask-readiness",
  "sync-menus",
] as const;
export type RepairName = (typeof repairNames)[number];

export type Fix =
  | { kind: "do"; repair: RepairName; label: string }
  | { kind: "reconnect"; label: "Connect with Lightspeed" | "Reconnect" }
  | { kind: "open"; href: string; label: string }
  /** Exact words for Lightspeed support. */
  | { kind: "tell"; words: string };

export type Finding =
  /** What we see proves that this is not it. */
  | { verdict: "fine"; seen: string }
  /** What we see proves that this is it. */
  | { verdict: "cause"; seen: string; fix: Fix }
  /** Only a person can see it. Yes: it is not this. No: do what stands in `fix`. */
  | { verdict: "ask"; seen: string; question: string; fix: Fix };

/** What the help looks at: all of it from our own database. */
export type HelpEvidence = {
  now: Date;
  /** Of the times that people read. */
  region: Region;
  connection: ConnectionView;
  /** Warnings and errors of the integration log, newest first. */
  faults: LogEntryView[];
  webhooks: WebhooksView;
  activity: ActivityView;
  /** Whether Lightspeed must name user and password with every event. */
  withCredentials: boolean;
  settings: LocationSettings[];
  menus: { locationName: string; sync: SyncView }[];
  counts: { locationName: string; readAt: string | null; problem: { message: string; remedy: string } | null }[];
  failedOrder: { id: string; number: string; code: string; detail: string } | null;
};

export type PointFinding = Finding & { id: PointId; text: string };
