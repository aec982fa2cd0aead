import { formatInstant } from "@/lib/format";
import { unlistedPlaces } from "@/lib/lightspeed/connection/unlisted-places";
import type { Finding, Fix, HelpEvidence } from "./help-types";

export const fine = (seen: string): Finding => ({ verdict: "fine", seen });
export const cause = (seen: string, fix: Fix): Finding => ({ verdict: "cause", seen, fix });
export const ask = (seen: string, question: string, fix: Fix): Finding => ({ verdict: "ask", seen, question, fix });

/** A moment as the merchant's clock shows it. */
export const at = ({ region }: HelpEvidence, iso: string | null): string =>
  iso ? formatInstant(iso, region) : "a time that is not known";

export const open = (href: string, label: string): Fix => ({ kind: "open", href, label });
export const tell = (words: string): Fix => ({ kind: "tell", words });
export const SETTINGS = "/lightspeed?tab=settings";
export const STATUS = "/lightspeed?tab=status";

export const isConnected = ({ connection: { status } }: HelpEvidence) =>
  status === "connected" || status === "degraded" || status === "needs_reauthorization";

/** The same button that the Settings tab has. */
export const reconnect = (evidence: HelpEvidence): Fix => ({
  kind: "reconnect",
  label: isConnected(evidence) ? "Reconnect" : "Connect with Lightspeed",
});

export const notConnected = (evidence: HelpEvidence): Finding =>
  cause("Lightspeed is not connected, so nothing can be read or sent.", reconnect(evidence));

/** A part of the last connection test; null where it was not tried. */
export function tested({ connection: { test } }: HelpEvidence, capability: string) {
  return test.results.find((result) => result.capability === capability) ?? null;
}

export function hasScope({ connection: { scopes } }: HelpEvidence, name: string): boolean {
  return scopes.some((scope) => scope.name === name && scope.granted);
}

/** Of what the log says, the newest entry that these words are in. */
export function logged({ faults }: HelpEvidence, words: RegExp) {
  return faults.find(({ operation, message }) => words.test(`${operation} ${message}`)) ?? null;
}

export function scope(evidence: HelpEvidence, name: string, what: string): Finding {
  if (!isConnected(evidence)) return notConnected(evidence);
  if (hasScope(evidence, name)) return fine(`The permission ${name} was granted.`);
  return cause(`The permission ${name} was not granted, so ${what}. Allow it on Lightspeed's screen.`, {
    ...{ kind: "reconnect", label: "Reconnect" },
  });
}

/** Which of our locations is which of Lightspeed's. */
export function rightPlace(evidence: HelpEvidence): Finding {
  if (!isConnected(evidence)) return notConnected(evidence);
  const { links, businesses, businessesReadAt } = evidence.connection;
  const active = links.filter(({ active }) => active);
  const open_ = active.filter(({ link }) => !link?.active);
  const toLinks = open(`${SETTINGS}#links`, "Location links");
  if (active.length === 0) return cause("There is no active location.", open("/settings/locations", "Go to Locations"));
  if (open_.length > 0)
    return cause(`${open_.map(({ locationName }) => locationName).join(", ")} is not linked to Lightspeed.`, toLinks);
  if (businessesReadAt === null)
    return cause("Lightspeed's list of places was not read since the last sign-in.", {
      ...{ kind: "do", repair: "read-businesses", label: "Read the list again" },
    });
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
