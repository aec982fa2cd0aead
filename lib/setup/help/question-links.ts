import { formatCount } from "@/lib/format";
import type { ControlName } from "./controls";
import type { QuestionId } from "./document";
import { at, isConnected, isLost, on } from "./findings";
import type { HelpEvidence } from "./help-types";

type Live = {
  /** Where it is to be seen now. */
  control: (evidence: HelpEvidence) => ControlName;
  /** What is so at this merchant's now, and what the document leaves open. */
  now: (evidence: HelpEvidence) => string;
};

const linkedCount = ({ connection: { links } }: HelpEvidence) => links.filter(({ link }) => link?.active).length;
const linkedWords = (linked: number, all: number) =>
  all === 1
    ? `Your location is ${linked === 1 ? "linked" : "not linked yet"}.`
    : `${linked} of your ${all} locations ${linked === 1 ? "is" : "are"} linked.`;
const connectedWords = (evidence: HelpEvidence) => {
  if (isLost(evidence)) return "Lightspeed has ended the connection: reconnect first.";
  return isConnected(evidence) ? "Lightspeed is connected." : "Lightspeed is not connected yet.";
};

type Needs = "nothing" | "connection" | "place";

/** What a page needs before the thing is on it; until then to what is missing. */
const leads = (name: ControlName, needs: Needs, now: Live["now"]): Live => ({
  control: (evidence) => {
    if (needs !== "nothing" && !isConnected(evidence)) return "connect";
    return needs === "place" && linkedCount(evidence) === 0 ? "links" : name;
  },
  now,
});

/** Each question of the document with the live thing that it is about. */
export const questionLinks: Record<QuestionId, Live> = {
  "import-locations": leads(
    "locations",
    "nothing",
    ({ connection: { links } }) =>
      `You have ${formatCount(links.filter(({ active }) => active).length, "active location")}.`,
  ),
  products: leads("connection", "connection", ({ connection: { business } }) =>
    business ? `Connected: ${business.name || business.id}, a K-Series business.` : "No business is connected yet.",
  ),
  "api-keys": leads("connection", "connection", connectedWords),
  "token-expires": leads("tokenLife", "connection", (evidence) => {
    const { tokenLife } = evidence.connection;
    if (!tokenLife) return "There is no token now.";
    const { expiresAt, nextRefreshAt } = tokenLife;
    return `The token is good until ${at(evidence, expiresAt)} and is renewed ${on(evidence, nextRefreshAt)}. One that lives less than 15 minutes is renewed when a third of its life is left.`;
  }),
  "customer-payments": leads(
    "paymentProfiles",
    "nothing",
    () => "Guests pay through the payment profile of their location.",
  ),
  "check-connection": leads("test", "connection", (evidence) =>
    evidence.connection.lastChecked
      ? `${connectedWords(evidence)} Last checked ${on(evidence, evidence.connection.lastChecked.at)}.`
      : "It was never checked.",
  ),
  reports: leads("reportTotals", "place", connectedWords),
  images: leads("items", "place", connectedWords),
  "create-items": leads(
    "items",
    "place",
    (evidence) =>
      `${connectedWords(evidence)} The tax rate of an item is that of the accounting group that you choose for it. Where Lightspeed does not delete, Upvendo offers to archive.`,
  ),
  "several-locations": leads("links", "connection", (evidence) =>
    linkedWords(linkedCount(evidence), evidence.connection.links.length),
  ),
  "order-profiles": leads("orderProfiles", "place", connectedWords),
  "checks-floor-plans": leads(
    "floorPlan",
    "place",
    (evidence) =>
      `${connectedWords(evidence)} Lightspeed tells which tables there are and not where they stand: the drawing is yours.`,
  ),
};
