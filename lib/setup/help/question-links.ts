import type { QuestionId } from "./document";
import { at, isConnected, SETTINGS, STATUS } from "./findings";
import type { HelpEvidence } from "./help-types";

type Live = {
  href: string;
  label: string;
  /** What is so at this merchant's now. */
  now: (evidence: HelpEvidence) => string;
};

const linkedCount = ({ connection: { links } }: HelpEvidence) => links.filter(({ link }) => link?.active).length;
const connectedWords = (evidence: HelpEvidence) =>
  isConnected(evidence) ? "Lightspeed is connected." : "Lightspeed is not connected yet.";

/** Each question of the document with the live thing that it is about. */
export const questionLinks: Record<QuestionId, Live> = {
  "import-locations": {
    ...{ href: "/settings/locations", label: "Locations" },
    now: ({ connection: { links } }) => `You have ${links.filter(({ active }) => active).length} active.`,
  },
  products: {
    ...{ href: SETTINGS, label: "Lightspeed settings" },
    now: ({ connection: { business } }) =>
      business ? `Connected: ${business.name || business.id}, a K-Series business.` : "No business is connected yet.",
  },
  "api-keys": { ...{ href: SETTINGS, label: "Lightspeed settings" }, now: connectedWords },
  "token-expires": {
    ...{ href: `${STATUS}#token-life`, label: "Token life" },
    now: (evidence) =>
      evidence.connection.tokenLife
        ? `The next renewal is at ${at(evidence, evidence.connection.tokenLife.nextRefreshAt)}.`
        : "There is no token now.",
  },
  "customer-payments": {
    ...{ href: "/settings/payments", label: "Payments" },
    now: () => "Guests pay through the payment profile of their location.",
  },
  "check-connection": {
    ...{ href: STATUS, label: "Status" },
    now: (evidence) =>
      evidence.connection.lastChecked
        ? `Last checked at ${at(evidence, evidence.connection.lastChecked.at)}.`
        : "It was never checked.",
  },
  reports: { ...{ href: "/lightspeed/reports", label: "Reports" }, now: connectedWords },
  images: { ...{ href: "/lightspeed/items", label: "Items" }, now: connectedWords },
  "create-items": { ...{ href: "/lightspeed/items", label: "Items" }, now: connectedWords },
  "several-locations": {
    ...{ href: `${SETTINGS}#links`, label: "Location links" },
    now: (evidence) => `${linkedCount(evidence)} of your locations are linked.`,
  },
  "order-profiles": {
    ...{ href: "/lightspeed/menus?part=profiles", label: "Order profiles" },
    now: connectedWords,
  },
  "checks-floor-plans": { ...{ href: "/lightspeed/floor-plans", label: "Floor plans" }, now: connectedWords },
};
