import type { Permission } from "@/lib/auth/roles";
import type { Lifetime } from "@/lib/lifetimes";
import type { ChannelStepId } from "./channel-steps";
import {
  type Finding,
  findBilling,
  findBrand,
  findConnect,
  findLink,
  findLocation,
  findOrdering,
  findPayment,
  findReadiness,
  findTest,
  findTestOrder,
  findWebhook,
} from "./find-done";
import type { SetupEvidence } from "./setup-evidence";

export type PrerequisiteId =
  | "payment"
  | "billing"
  | "brand"
  | "location"
  | "connect"
  | "link"
  | "order-settings"
  | "webhook"
  | "readiness"
  | "test"
  | "test-order";

/** One thing that selling through Upvendo takes. Nobody can tick it: it is read from what is there. */
export type Prerequisite = {
  id: PrerequisiteId | ChannelStepId;
  title: string;
  /** What is so now, in words; where it is open, why. */
  state: string;
  done: boolean;
  /** It is open because something stopped working, not because nobody has done it yet. */
  broken: boolean;
  /** Why selling takes it. */
  why: string;
  /** The page, and the thing on it that is meant. */
  href: string;
  action: string;
  needs: Permission;
  /** What it holds up while it is open. */
  stops: "connecting" | "selling" | "nothing";
  /** What was looked at, when, and how long it counts; only where it is done. `at` null: our own list, at this very moment. */
  proof: { at: string | null; checked: string; lifetime: Lifetime | null } | null;
};

type Step = Pick<Prerequisite, "title" | "why" | "href" | "action" | "needs"> & {
  id: PrerequisiteId;
  find: (evidence: SetupEvidence) => Finding;
};

const SETTINGS = "/lightspeed?tab=settings";

const stepsFor = ({ connection }: SetupEvidence): Step[] => {
  const lost = connection.status === "needs_reauthorization";
  return [
    {
      ...{ id: "payment", title: "Set up payments", action: "Payments", href: "/settings/payments#profiles" },
      why: "Guests pay Stripe or Viva Wallet, and the money goes to your account there. Lightspeed does not take guests' payments.",
      ...{ needs: "payments.edit", find: findPayment },
    },
    {
      ...{ id: "billing", title: "Fill in billing", action: "Billing", href: "/settings/billing#billing" },
      why: "Upvendo's invoices need your legal name, address and, where you have one, VAT number.",
      ...{ needs: "billing.edit", find: findBilling },
    },
    {
      ...{ id: "brand", title: "Choose your branding", action: "Brand", href: "/settings/brand#brand" },
      why: "Guests see your name, logo and colours on every channel.",
      ...{ needs: "brand.edit", find: findBrand },
    },
    {
      ...{ id: "location", title: "Create a location", action: "Locations", href: "/settings/locations#active" },
      why: "Every order belongs to one of your locations. Lightspeed does not import them.",
      ...{ needs: "locations.edit", find: findLocation },
    },
    {
      ...{ id: "connect", title: lost ? "Reconnect Lightspeed" : "Connect Lightspeed", action: "Lightspeed settings" },
      href: `${SETTINGS}#${lost ? "connection" : "connect"}`,
      why: "You sign in at Lightspeed once as admin or owner. After that orders and menus flow by themselves.",
      ...{ needs: "connection.manage", find: findConnect },
    },
    {
      ...{ id: "link", title: "Link your locations", action: "Location links", href: `${SETTINGS}#links` },
      why: "So that an order reaches the right till, each location is linked to its place in Lightspeed.",
      ...{ needs: "connection.manage", find: findLink },
    },
    {
      ...{ id: "order-settings", title: "Choose how orders reach the till", action: "Order settings" },
      href: `${SETTINGS}#order-settings`,
      why: "Each order names an order profile, which decides prices and taxes, and the payment method it is booked as.",
      ...{ needs: "connection.manage", find: findOrdering },
    },
    {
      ...{ id: "webhook", title: "Hear from Lightspeed", action: "Webhooks", href: "/lightspeed/webhooks#endpoint" },
      why: "Lightspeed tells Upvendo through its webhook what becomes of an order. Without it nobody knows.",
      ...{ needs: "connection.manage", find: findWebhook },
    },
    {
      ...{ id: "readiness", title: "Get the till ready", action: "POS readiness" },
      href: "/lightspeed?tab=status#readiness",
      why: "Orders arrive only where online ordering is on, the day is opened and a till is in front.",
      ...{ needs: "connection.manage", find: findReadiness },
    },
    {
      ...{ id: "test", title: "Test the connection", action: "Status", href: "/lightspeed?tab=status#test" },
      why: "One press tries every part of the connection and says what works.",
      ...{ needs: "connection.manage", find: findTest },
    },
    {
      ...{ id: "test-order", title: "Place a test order", action: "Test order", href: "/setup#test-order" },
      why: "A marked order goes the whole way: paid with a test payment, sent to the till, confirmed and settled.",
      ...{ needs: "orders.manage", find: findTestOrder },
    },
  ];
};

/** What a connection test tries, a test order needs: whoever has one may sell. */
const stopsOf: Partial<Record<PrerequisiteId, Prerequisite["stops"]>> = { location: "connecting", test: "nothing" };

/** In the order in which they are done. Undo one and it opens again. */
export function prerequisites(evidence: SetupEvidence): Prerequisite[] {
  return stepsFor(evidence).map(({ find, ...step }) => {
    const finding = find(evidence);
    return {
      ...step,
      ...{
        state: finding.state,
        done: finding.done,
        broken: !finding.done && finding.broken,
        stops: stopsOf[step.id] ?? "selling",
      },
      proof: finding.done ? { at: finding.at, checked: finding.checked, lifetime: finding.lifetime } : null,
    };
  });
}

/** The proofs that grow old, for a page that is drawn again before they do. */
export const proofsOf = (steps: readonly Prerequisite[]): { at: string; lastsMs: number }[] =>
  steps.flatMap(({ proof }) =>
    proof?.at && proof.lifetime ? [{ at: proof.at, lastsMs: proof.lifetime.lastsMs }] : [],
  );
