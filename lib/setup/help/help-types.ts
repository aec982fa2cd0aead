import type { UserRole } from "@/db/schema";
import type { Region } from "@/lib/format";
import type { Lifetime } from "@/lib/lifetimes";
import type { ConnectionView, LogEntryView } from "@/lib/lightspeed/connection/connection-view-types";
import type { LocationSettings } from "@/lib/lightspeed/location-settings/location-settings-types";
import type { SyncView } from "@/lib/lightspeed/menu/sync-view";
import type { ActivityView, WebhooksView } from "@/lib/lightspeed/webhooks/webhook-view-types";
import type { PointId } from "./document";
import type { SignIn } from "./sign-in";

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
  "read-counts",
] as const;
export type RepairName = (typeof repairNames)[number];

export type Fix =
  | { kind: "do"; repair: RepairName; label: string }
  | { kind: "reconnect"; label: "Connect with Lightspeed" | "Reconnect" }
  | { kind: "open"; href: string; label: string }
  /** Exact words for Lightspeed support. */
  | { kind: "tell"; words: string };

/** When Lightspeed last showed it, and how long that counts. */
export type FindingProof = { at: string; lifetime: Lifetime };

export type Finding =
  /** What we see proves that this is not it. Without a proof of its own it stands in our own tables, as they were read. */
  | { verdict: "fine"; seen: string; proof?: FindingProof }
  /** What we see proves that this is it. `behind`: it follows from something that another point names, which comes first. */
  | { verdict: "cause"; seen: string; fix: Fix; behind?: boolean }
  /** Only a person can see it. Yes: it is not this. No: do what stands in `fix`. `likely`: something that we see points at it. */
  | { verdict: "ask"; seen: string; question: string; fix: Fix; likely?: boolean };

/** What the help looks at: all of it from our own database. */
export type HelpEvidence = {
  now: Date;
  /** Of whoever asks. */
  role: UserRole;
  /** Of the times that people read. */
  region: Region;
  connection: ConnectionView;
  /** Warnings and errors of the integration log, newest first. */
  faults: LogEntryView[];
  /** How the newest sign-in at Lightspeed ended; null: the log has none. */
  signIn: SignIn | null;
  /** Of the in-house channel. */
  provider: "lightspeed" | null;
  webhooks: WebhooksView;
  activity: ActivityView;
  /** Whether Lightspeed must name user and password with every event. */
  withCredentials: boolean;
  settings: LocationSettings[];
  menus: { locationName: string; sync: SyncView }[];
  counts: { locationName: string; readAt: string | null; problem: { message: string; remedy: string } | null }[];
  /** SKUs that have a count and are on no menu any more; null: not looked at. */
  strays: { locationId: string; locationName: string; skus: string[] }[] | null;
  /** Readings of sales that stopped. */
  reports: {
    locationId: string;
    locationName: string;
    from: string;
    to: string;
    done: number;
    total: number;
    problem: { message: string; remedy: string };
  }[];
  /** The newest one, where it is of this week. */
  failedOrder: { id: string; number: string; locationId: string; code: string; detail: string } | null;
};

/** `under`: the document's own words before it. */
export type PointFinding = Finding & { id: PointId; text: string; under: string | null };
