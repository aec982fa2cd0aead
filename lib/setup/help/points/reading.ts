import type { PointId } from "../document";
import {
  ask,
  behind,
  cause,
  fine,
  hasScope,
  open,
  press,
  proven,
  rightPlace,
  scope,
  tell,
  tested,
  unreachable,
} from "../findings";
import type { Finding, HelpEvidence } from "../help-types";
import { supportWords } from "../support-words";
import { newestFault } from "./connecting";

type Look = (evidence: HelpEvidence) => Finding;
type Topic = "menu-not-loading" | "availability" | "financial";

const syncNow = press("sync-menus", "Synchronise now");

export const readingPoints: Record<Extract<PointId, `${Topic}.${string}`>, Look> = {
  "menu-not-loading.location-id": rightPlace,
  "menu-not-loading.menus": (evidence) => {
    const stop = unreachable(evidence);
    if (stop) return stop;
    const reading = evidence.menus.find(({ sync: { state } }) => state === "running");
    if (reading) return fine(`The menus of ${reading.locationName} are being read just now.`);
    const failed = evidence.menus.find(({ sync: { problem } }) => problem);
    if (failed) {
      const say = hasScope(evidence, "orders-api") ? cause : behind;
      return say(`${failed.locationName}: ${failed.sync.problem?.message} ${failed.sync.problem?.remedy}`, syncNow);
    }
    const empty = evidence.menus.find(({ sync: { outcome, total } }) => outcome === "ok" && total === 0);
    if (empty)
      return cause(
        `Lightspeed was asked and has no menu for ${empty.locationName}. Make one active for it in the Lightspeed Back Office, or ask for help:`,
        tell(
          supportWords(
            evidence,
            "The API lists no menu for our location. Please tell us how we make our menu active for it.",
          ),
        ),
      );
    if (evidence.menus.some(({ sync: { finishedAt } }) => finishedAt === null))
      return cause("The menus have not been read yet.", syncNow);
    return fine("The menus of every linked location were read.");
  },
  "menu-not-loading.logs": (evidence) =>
    newestFault(evidence, /^(Synchronise menus|Items|menus|items|Connect|Renew connection)$/),
  "menu-not-loading.scopes": (evidence) => scope(evidence, "orders-api", "menus cannot be read"),

  "availability.location-id": rightPlace,
  "availability.get-post": (evidence) => {
    const stop = unreachable(evidence);
    if (stop) return stop;
    const broken = evidence.counts.find(({ problem }) => problem);
    if (broken)
      return cause(
        `${broken.locationName}: ${broken.problem?.message} ${broken.problem?.remedy}`,
        press("read-counts", "Read the counts again"),
      );
    return fine("Upvendo asks by whichever of the two ways fits the number of items; the last answer was in order.");
  },
  "availability.deactivated": ({ strays }) => {
    const found = strays?.find(({ skus }) => skus.length > 0);
    if (found) {
      const [first = "", ...others] = found.skus;
      const more = others.length > 0 ? ` and ${others.length} more` : "";
      return cause(
        `${first}${more} has a count at ${found.locationName} and is on no menu any more: the item was archived or removed in Lightspeed.`,
        open("items", { q: first, label: `Look for ${first}` }),
      );
    }
    if (strays) return fine("Every item that has a count is on a menu of its location.");
    return ask(
      "An item that was archived or removed in Lightspeed has no count any more. Availability says “not on any menu” of it.",
      "Is the item active in Lightspeed?",
      open("items"),
    );
  },

  "financial.location-id": rightPlace,
  "financial.range": (evidence) => {
    const stop = unreachable(evidence);
    if (stop) return stop;
    const say = hasScope(evidence, "financial-api") ? cause : behind;
    const part = tested(evidence, "Finance");
    if (part?.result === "failed") return say(`${part.message} ${part.remedy ?? ""}`.trim(), open("test"));
    const failed = evidence.reports.find(({ done }) => done === 0);
    if (failed) return say(whyStopped(failed), readAgain(failed));
    const how = "Upvendo writes the dates itself, from the first day to the last.";
    if (part?.result === "ok")
      return proven(
        `${how} The last test read it: ${part.message}`,
        evidence.connection.test.testedAt,
        "connectionTest",
      );
    return ask(`${how} It was not tested yet.`, "Does a test go through now?", press("test", "Test Connection"));
  },
  "financial.paginated": (evidence) => {
    if (unreachable(evidence)) return fine("Nothing is read page by page while nothing can be read.");
    const cut = evidence.reports.find(({ done }) => done > 0);
    if (cut)
      return cause(`${cut.done} of ${cut.total} days were read, then it stopped. ${whyStopped(cut)}`, readAgain(cut));
    return fine("Upvendo reads page after page by itself, with the payments.");
  },
  "financial.scopes": (evidence) =>
    scope(evidence, "financial-api", "reports, tax rates and payment methods stay empty"),
};

type Report = HelpEvidence["reports"][number];

const whyStopped = ({ locationName, from, to, problem }: Report) =>
  `The sales of ${locationName} from ${from} to ${to} could not be read: ${problem.message} ${problem.remedy}`;

const readAgain = ({ locationId, from, to }: Report) => open("report", { place: locationId, from, to });
