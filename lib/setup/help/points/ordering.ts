import type { PointId } from "../document";
import { cause, fine, open, press, proven, rightPlace, unreachable } from "../findings";
import type { Finding, HelpEvidence } from "../help-types";

type Look = (evidence: HelpEvidence) => Finding;

export const orderingPoints: Record<Extract<PointId, `order-error.${string}`>, Look> = {
  "order-error.location-id": rightPlace,
  "order-error.skus": ({ failedOrder }) => {
    if (failedOrder && /sku|\bitems?\b|product/i.test(`${failedOrder.code} ${failedOrder.detail}`))
      return cause(
        `${failedOrder.number} failed: ${failedOrder.detail}`,
        open("skuHealth", { place: failedOrder.locationId }),
      );
    return fine("No order of this week failed because of an item. SKU health looks at every item.");
  },
  "order-error.profile": (evidence) =>
    setting(evidence, /^order_profile/, "Every chosen order profile is in Lightspeed's list."),
  "order-error.endpoint": (evidence) => {
    const stop = unreachable(evidence);
    if (stop) return stop;
    const { endpoint } = evidence.webhooks;
    if (endpoint?.status === "registered" && endpoint.drift)
      return cause(
        "Lightspeed has the endpoint otherwise than we registered it, so it may refuse orders that name it.",
        press("repair-endpoint", "Repair"),
      );
    if (endpoint?.status === "registered")
      return proven(
        "Orders name the endpoint that is registered at Lightspeed.",
        endpoint.lastReadAt ?? endpoint.registeredAt,
        "webhook",
      );
    return cause("No endpoint is registered, so orders are not sent.", press("register-endpoint", "Register endpoint"));
  },
  "order-error.oopayment": (evidence) =>
    setting(evidence, /^payment_method$/, "Every chosen payment method is in Lightspeed's list."),
};

function setting(evidence: HelpEvidence, about: RegExp, otherwise: string): Finding {
  const stop = unreachable(evidence);
  if (stop) return stop;
  if (evidence.settings.length === 0) return cause("No location is linked.", open("links"));
  for (const { locationName, problems } of evidence.settings) {
    const problem = problems.find((one) => about.test(one.about));
    if (problem) return cause(`${locationName}: ${problem.message} ${problem.remedy}`, open("orderSettings"));
  }
  const checks = evidence.settings.flatMap(({ checkedAt }) => checkedAt ?? []);
  if (checks.length < evidence.settings.length)
    return cause(
      "The order settings were not compared with Lightspeed's lists yet.",
      press("check-order-settings", "Check now"),
    );
  // Of several places the one that was compared longest ago.
  const oldest = Math.min(...checks.map((checkedAt) => checkedAt.getTime()));
  return proven(otherwise, new Date(oldest).toISOString(), "orderSettings");
}
