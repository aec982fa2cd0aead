import type { Connection, OrderChannel, OrderKind, PaymentProfile, SettingsProblem } from "@/db/schema";
import { explainNotReady } from "@/lib/lightspeed/readiness/explain-not-ready";
import type { PlaceFacts } from "./read-place";

/** Why nothing can be sold, in the merchant's words, and where that is mended. */
export type Obstacle = { code: string; message: string; remedy: string; href: string };

/** What a channel can sell. One kind that works is enough for a kiosk, which offers only that. */
export const kindsOf: Record<OrderChannel, readonly OrderKind[]> = {
  kiosk: ["local", "to_go"],
  online: ["to_go"],
  table_qr: ["local"],
  in_house: ["local", "to_go"],
  test: ["local", "to_go"],
};

type Question = {
  channel: OrderChannel;
  /** Only this kind of order; any that the channel sells otherwise. */
  kind?: OrderKind;
};

/** Everything that would keep an order of this channel from the till, or from being paid. */
export function findObstacles(place: PlaceFacts, { channel, kind }: Question): Obstacle[] {
  const kinds = kind ? [kind] : kindsOf[channel];
  return [
    ...connectionObstacles(place),
    place.location?.active !== true && {
      code: "location_inactive",
      message: "This location does not take orders.",
      remedy: "Activate it under Settings, Locations.",
      href: "/settings/locations#deactivated",
    },
    place.linked === null && {
      code: "not_linked",
      message: "This location is not linked to a Lightspeed location.",
      remedy: "Link it on the Lightspeed page, Settings tab.",
      href: "/lightspeed?tab=settings#links",
    },
    place.endpoint?.isGone === true && {
      code: "endpoint_gone",
      message: "The webhook is not at Lightspeed any more, so Lightspeed would refuse orders.",
      remedy: "Press Repair on the Webhooks page.",
      href: "/lightspeed/webhooks#endpoint",
    },
    place.endpoint === null && {
      code: "no_endpoint",
      message: "Lightspeed has no address to tell Upvendo what becomes of orders.",
      remedy: "Register the webhook endpoint on the Webhooks page.",
      href: "/lightspeed/webhooks#endpoint",
    },
    ...settingsObstacles(place.linked, kinds),
    place.readiness?.status === "NOT_READY" && notReady(place.readiness),
    channel === "in_house" &&
      place.inHouseProvider === null && {
        code: "no_provider",
        message: "The in-house channel has no provider.",
        remedy: "Connect Lightspeed: it then becomes the provider by itself.",
        href: "/lightspeed?tab=settings#connect",
      },
    ...(channel === "test" || channel === "in_house" ? [] : paymentObstacles(place)),
  ].filter((found) => found !== false);
}

function connectionObstacles({ connection, environment }: PlaceFacts): (Obstacle | false)[] {
  const elsewhere = connection !== null && connection.environment !== environment;
  const connected = !elsewhere && (connection?.status === "connected" || connection?.status === "degraded");
  const lost = connection?.status === "needs_reauthorization";
  return [
    !connected && {
      code: "not_connected",
      message: lost ? "Lightspeed no longer accepts Upvendo." : "Lightspeed is not connected.",
      remedy: `${lost ? "Reconnect" : "Connect"} it on the Lightspeed page, Settings tab.`,
      href: `/lightspeed?tab=settings#${lost || elsewhere ? "connection" : "connect"}`,
    },
    connected &&
      !connection.scopes.includes("orders-api") && {
        code: "scope_missing",
        message: "Upvendo may not send orders to this Lightspeed account.",
        remedy: "Reconnect and allow the permission for orders.",
        href: "/lightspeed?tab=settings#connection",
      },
  ];
}

const SETTINGS = "/lightspeed?tab=settings#order-settings";
const profileOf = { local: "orderProfileDineIn", to_go: "orderProfileTakeaway" } as const;
const aboutOf = { local: "order_profile_dine_in", to_go: "order_profile_takeaway" } as const;

/** What of the order settings keeps these kinds of orders from the till. */
export function settingsObstacles(linked: PlaceFacts["linked"], kinds: readonly OrderKind[]): Obstacle[] {
  if (linked === null) return [];
  const { settings } = linked;
  const problems = settings?.problems ?? [];
  const blocked = (about: SettingsProblem["about"]) => problems.find((one) => one.about === about && one.blocks);
  const usable = kinds.filter((kind) => settings?.[profileOf[kind]] && !blocked(aboutOf[kind]));
  const words = kinds.map((kind) => (kind === "local" ? "dine-in" : "takeaway")).join(" or ");
  const gone = kinds.map((kind) => settings?.[profileOf[kind]] && blocked(aboutOf[kind])).find(Boolean);
  const method = blocked("payment_method");
  return [
    usable.length === 0 && {
      code: gone ? "order_profile_gone" : "no_order_profile",
      message: gone ? gone.message : `No order profile is chosen for ${words} orders.`,
      remedy: gone ? gone.remedy : "Choose one in the location's order settings on the Lightspeed page.",
      href: SETTINGS,
    },
    method !== undefined && {
      code: "payment_method",
      message: method.message,
      remedy: method.remedy,
      href: SETTINGS,
    },
  ].filter((found) => found !== false);
}

function notReady(word: NonNullable<PlaceFacts["readiness"]>): Obstacle {
  const reasons = explainNotReady(word);
  return {
    code: "till_not_ready",
    message: `The till takes no online orders now${reasons.length > 0 ? `: ${reasons.join("; ")}` : ""}.`,
    remedy: "See to it at the till; selling goes on by itself once Lightspeed says that it is ready.",
    href: "/lightspeed?tab=status#readiness",
  };
}

function paymentObstacles({ paymentProfile, environment }: PlaceFacts): Obstacle[] {
  if (paymentProfile === null)
    return [
      {
        code: "no_payment_profile",
        message: "Guests cannot pay here: the location has no payment profile.",
        remedy: "Assign one under Settings, Payments.",
        href: "/settings/payments#profiles",
      },
    ];
  return [
    paymentProfile.problem !== null && {
      code: "payment_profile_refused",
      message: `Guests cannot pay here: ${paymentProfile.problem}`,
      remedy: "Open the payment profile, mend the keys and check again.",
      href: `/settings/payments/${paymentProfile.id}`,
    },
    takesNoMoney(paymentProfile, environment) && {
      code: "payment_test_mode",
      message: `Guests would eat for nothing here: ${paymentProfile.name} is in test mode and takes no real money.`,
      remedy: "Add a payment profile with your live keys and assign this location to it.",
      href: "/settings/payments#profiles",
    },
  ].filter((found) => found !== false);
}

/** The kitchen is real and the money is not: anybody who knows the provider's test card would be served. */
export const takesNoMoney = ({ testMode }: Pick<PaymentProfile, "testMode">, environment: Connection["environment"]) =>
  testMode && environment === "production";
