import { formatInstant } from "@/lib/format";
import { lifetimes } from "@/lib/lifetimes";
import type { LogEntryView } from "@/lib/lightspeed/connection/connection-view-types";
import { unlistedPlaces } from "@/lib/lightspeed/connection/unlisted-places";
import { lostWords } from "../lost-words";
import { type ControlName, controlHref, controls } from "./controls";
import type { Finding, Fix, HelpEvidence, RepairName } from "./help-types";

export const fine = (seen: string): Finding => ({ verdict: "fine", seen });
/** The same, for as long as what showed it counts. */
export const proven = (seen: string, at: string | null, lifetime: keyof typeof lifetimes): Finding => ({
  ...fine(seen),
  ...(at === null ? {} : { proof: { at, lifetime: lifetimes[lifetime] } }),
});
export const cause = (seen: string, fix: Fix): Finding => ({ verdict: "cause", seen, fix });
export const behind = (seen: string, fix: Fix): Finding => ({ verdict: "cause", seen, fix, behind: true });
export const ask = (seen: string, question: string, fix: Fix): Finding => ({ verdict: "ask", seen, question, fix });
export const likely = (seen: string, question: string, fix: Fix): Finding => ({
  ...{ verdict: "ask", seen, question, fix, likely: true },
});

/** A moment as the merchant's clock shows it. */
export const at = ({ region }: HelpEvidence, iso: string | null): string =>
  iso ? formatInstant(iso, region) : "a time that is not known";

/** The same with the word before it: a moment is shown as a date with its time. */
export const on = (evidence: HelpEvidence, iso: string | null): string => `${iso ? "on" : "at"} ${at(evidence, iso)}`;

export const open = (
  name: ControlName,
  { label = controls[name].label, ...narrowed }: { label?: string } & Record<string, string> = {},
): Fix => ({ kind: "open", href: controlHref(name, narrowed), label });
/** The very line of the log. */
export const openEntry = ({ level, seq }: Pick<LogEntryView, "level" | "seq">): Fix => ({
  ...{ kind: "open", href: `${controlHref("log", { level })}-${seq}`, label: controls.log.label },
});
export const press = (repair: RepairName, label: string): Fix => ({ kind: "do", repair, label });
export const tell = (words: string): Fix => ({ kind: "tell", words });

export const isConnected = ({ connection: { status } }: HelpEvidence) =>
  status === "connected" || status === "degraded" || status === "needs_reauthorization";
export const isLost = ({ connection: { status } }: HelpEvidence) => status === "needs_reauthorization";
export const isYoung = ({ now }: HelpEvidence, iso: string | null, hours: number): boolean =>
  iso !== null && now.getTime() - Date.parse(iso) < hours * 3_600_000;

/** The same button that the Settings tab has. */
export const reconnect = (evidence: HelpEvidence): Fix => ({
  kind: "reconnect",
  label: isConnected(evidence) ? "Reconnect" : "Connect with Lightspeed",
});

export const notConnected = (evidence: HelpEvidence): Finding =>
  cause("Lightspeed is not connected, so nothing can be read or sent.", reconnect(evidence));

export const ended = (evidence: HelpEvidence): Finding => cause(lostWords(evidence.connection), reconnect(evidence));

/** What stands before everything else: without a connection that works no other point says anything. */
export function unreachable(evidence: HelpEvidence): Finding | null {
  if (!isConnected(evidence)) return notConnected(evidence);
  return isLost(evidence) ? ended(evidence) : null;
}

/** A part of the last connection test; null where it was not tried. */
export function tested({ connection: { test } }: HelpEvidence, capability: string) {
  return test.results.find((result) => result.capability === capability) ?? null;
}

export function hasScope({ connection: { scopes } }: HelpEvidence, name: string): boolean {
  return scopes.some((scope) => scope.name === name && scope.granted);
}

export function scope(evidence: HelpEvidence, name: string, what: string): Finding {
  if (!isConnected(evidence)) return notConnected(evidence);
  if (hasScope(evidence, name)) return fine(`The permission ${name} was granted.`);
  return cause(
    `The permission ${name} was not granted, so ${what}. Allow it on Lightspeed's screen.`,
    reconnect(evidence),
  );
}

/** Which of our locations is which of Lightspeed's. */
export function rightPlace(evidence: HelpEvidence): Finding {
  const stop = unreachable(evidence);
  if (stop) return stop;
  const { links, businesses, businessesReadAt } = evidence.connection;
  const active = links.filter(({ active }) => active);
  const open_ = active.filter(({ link }) => !link?.active);
  const toLinks = open("links");
  if (active.length === 0) return cause("There is no active location.", open("locations"));
  if (open_.length > 0)
    return cause(`${open_.map(({ locationName }) => locationName).join(", ")} is not linked to Lightspeed.`, toLinks);
  if (businessesReadAt === null)
    return cause(
      "Lightspeed's list of places was not read since the last sign-in.",
      press("read-businesses", "Read the list again"),
    );
  const gone = unlistedPlaces(
    businesses,
    active.flatMap(({ link }) => link ?? []),
  );
  if (gone.length > 0)
    return cause(
      `${gone.map(({ businessLocationName }) => businessLocationName).join(", ")} is no longer among your locations at Lightspeed.`,
      toLinks,
    );
  const pairs = active.map(({ locationName, link }) => `${locationName} is ${link?.businessLocationName}`);
  return ask(`${pairs.join("; ")}. All are in Lightspeed's list.`, "Are these the right pairs?", toLinks);
}
