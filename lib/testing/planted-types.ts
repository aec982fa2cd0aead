import type { UserRole } from "@/db/schema";
import type { Services } from "@/lib/services";
import type { PointId } from "@/lib/setup/help/document";
import type { Fix, RepairName } from "@/lib/setup/help/help-types";
import type { HelpScene } from "./help-stage";

export type EndsIn = { kind: Fix["kind"]; repair?: RepairName; label?: string; href?: RegExp };

export type PlantedFault = {
  /** Of somebody who never connected, with an account of this form; of a merchant with nothing wrong otherwise. */
  newcomer?: Record<string, unknown>;
  plant: (scene: HelpScene) => Promise<unknown>;
  /** What help says then, and what it ends in. */
  seen: RegExp;
  fix: EndsIn;
  /** Only a person can decide it; what is seen points at it. */
  asks?: boolean;
  /** What a person must have said before it is asked. */
  answered?: PointId[];
  as?: UserRole;
  /** Of the time when it is looked at. */
  services?: (services: Services) => Services;
};

/** A point that is the way out of another's fault, and has none of its own. */
export type WayOut = { of: PointId; because: string; fix: EndsIn };
/** A point of the guide to something that nobody calls a fault. */
export type Guide = { because: string; fix: EndsIn; plant?: (scene: HelpScene) => Promise<unknown> };

export type PlantedRow = PlantedFault | { wayOut: WayOut } | { guide: Guide };

export const reconnects: EndsIn = { kind: "reconnect", label: "Reconnect" };
export const connects: EndsIn = { kind: "reconnect", label: "Connect with Lightspeed" };
export const tells: EndsIn = { kind: "tell" };
export const presses = (repair: RepairName): EndsIn => ({ kind: "do", repair });
/** At the thing itself. */
export const opens = (href: RegExp): EndsIn => ({ kind: "open", href });
