import { within } from "@/lib/lightspeed/connection/time-limit";
import { checkLocationSettings } from "@/lib/lightspeed/location-settings/check-location-settings";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import type { CartContext, Finding } from "./pre-flight";

/** The chosen payment method and order profile, held against Lightspeed's lists right before use; what was known before is said elsewhere. */
export async function checkPaymentMethod(
  services: Services,
  { draft, connected, questionMs }: CartContext,
): Promise<Finding> {
  const { merchantId, locationId, kind } = draft;
  if (!connected) return { reasons: [], proofs: [] };
  const checking = checkLocationSettings(services, merchantId, locationId).catch((error: unknown) => {
    log.info({ error, merchantId, locationId }, "order settings could not be checked before use");
    return null;
  });
  const settings = await within(questionMs, checking, () => null);
  const about = "payment_method";
  if (settings === null)
    return { reasons: [], proofs: [{ about, at: null, message: "The order settings could not be checked in time." }] };
  const profile = kind === "local" ? "order_profile_dine_in" : "order_profile_takeaway";
  const reasons = settings.problems
    .filter((problem) => problem.blocks && (problem.about === about || problem.about === profile))
    .map(({ about: code, message, remedy }) => ({ code, message, remedy, href: "/lightspeed?tab=settings" }));
  const at = settings.checkedAt?.toISOString() ?? null;
  return { reasons, proofs: [{ about, at, message: "Order profile and payment method are in Lightspeed's lists." }] };
}
