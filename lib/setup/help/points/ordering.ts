import type { PointId } from "../document";
import { cause, fine, isConnected, notConnected, open, rightPlace, SETTINGS } from "../findings";
import type { Finding, HelpEvidence } from "../help-types";

type Look = (evidence: HelpEvidence) => Finding;

const checkNow = { kind: "do", repair: "check-order-settings", label: "Check now" } as const;
const toSettings = open(`${SETTINGS}#order-settings`, "Order settings");

export const orderingPoints: Record<Extract<PointId, `order-error.${string}`>, Look> = {
  "order-error.location-id": rightPlace,
  "order-error.skus": ({ failedOrder }) => {
    if (failedOrder && /sku|item|product/i.test(`${failedOrder.code} ${failedOrder.detail}`))
      return cause(
        `${failedOrder.number} failed: ${failedOrder.detail}`,
        open("/lightspeed/menus?part=health", "SKU health"),
      );
    return fine("The newest failed order, where there is one, does not name an item. SKU health looks at every item.");
  },
  "order-error.profile": (evidence) =>
    setting(evidence, /^order_profile/, "Every chosen order profile is in Lightspeed's list."),
  "order-error.endpoint": (evidence) => {
    if (!isConnected(evidence)) return notConnected(evidence);
    const { endpoint } = evidence.webhooks;
    if (endpoint?.status === "registered" && endpoint.drift)
      return cause(
        "Lightspeed has the endpoint otherwise than we registered it, so it may refuse orders that name it.",
        {
          ...{ kind: "do", repair: "repair-endpoint", label: "Repair" },
        },
      );
    if (endpoint?.status === "registered") return fine("Orders name the endpoint that is registered at Lightspeed.");
    return cause("No endpoint is registered, so orders are not sent.", {
      ...{ kind: "do", repair: "register-endpoint", label: "Register endpoint" },
    });
  },
  "order-error.oopayment": (evidence) =>
    setting(evidence, /^payment_method$/, "Every chosen payment method is in Lightspeed's list."),
};

function setting(evidence: HelpEvidence, about: RegExp, otherwise: string): Finding {
  if (!isConnected(evidence)) return notConnected(evidence);
  if (evidence.settings.length === 0)
    return cause("No location is linked.", open(`${SETTINGS}#links`, "Location links"));
  for (const { locationName, problems } of evidence.settings) {
    const problem = problems.find((one) => about.test(one.about));
    if (problem) return cause(`${locationName}: ${problem.message} ${problem.remedy}`, toSettings);
  }
  if (evidence.settings.some(({ checkedAt }) => checkedAt === null))
    return cause("The order settings were not compared with Lightspeed's lists yet.", checkNow);
  return fine(otherwise);
}
