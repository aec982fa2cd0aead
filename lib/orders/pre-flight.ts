import { readTenant, type TenantTransaction } from "@/db/client";
import { findChannel } from "@/db/queries/channels";
import { findLocation } from "@/db/queries/locations";
import type { Location, OrderChannel, OrderKind, OrderLine } from "@/db/schema";
import { pauseOf } from "@/lib/channels/channel-words";
import { findObstacles } from "@/lib/channels/find-obstacles";
import { type PlaceFacts, readAccount, readPlace } from "@/lib/channels/read-place";
import { findStaffProblem } from "@/lib/lightspeed/location-settings/find-problems";
import { openingAt } from "@/lib/locations/opening-times";
import { isStripeAmount } from "@/lib/payments/stripe/stripe-amount";
import type { Services } from "@/lib/services";
import { checkDiscounts } from "./check-discounts";
import { checkLines } from "./check-lines";
import { checkPaymentMethod } from "./check-payment-method";
import { checkStock } from "./check-stock";
import { checkTable } from "./check-table";
import { checkTarget } from "./check-target";
import { checkTax } from "./check-tax";
import { patience } from "./patience";
import type { CartTotals } from "./price-cart";

/** An order before there is one: what the pre-flight looks at. */
export type OrderDraft = {
  merchantId: string;
  locationId: string;
  channel: OrderChannel;
  kind: OrderKind;
  currency: string;
  lines: readonly OrderLine[];
  totals: CartTotals;
  tableNumber: string | null;
  addToCheck: string | null;
  collectAt: Date | null;
  scheduledFor: Date | null;
};

/** The same before anything is in it. `currency` null: whatever the location sells in. */
export type PlaceDraft = Pick<OrderDraft, "merchantId" | "locationId" | "channel" | "kind" | "collectAt"> & {
  currency: string | null;
};

/** Why an order would not land, and what to do about it. */
export type VerdictReason = {
  code: string;
  message: string;
  remedy: string;
  /** Index of the line that it is about. */
  line?: number;
  /** Where the merchant mends it. */
  href?: string;
};

/** What was looked at, and how old the word is that it rests on. Null: nobody could say. */
export type Proof = { about: string; message: string; at: string | null };

export type Verdict = { ok: boolean; reasons: VerdictReason[]; checkedAt: Date; proofs?: Proof[] };

/** What one of the checks found. */
export type Finding = { reasons: VerdictReason[]; proofs: Proof[] };

/** "Will this order land?", before any money is taken. From what is known, with its age, and two quick questions to Lightspeed. */
export async function preFlight(
  services: Services,
  draft: OrderDraft,
  { questionMs = patience.question }: { questionMs?: number } = {},
): Promise<Verdict> {
  const checkedAt = services.now();
  const { place, ...found } = await readTenant(services.db, draft.merchantId, (tx) =>
    checkPlace(services, tx, draft, checkedAt),
  );
  const findings = [found, { reasons: amountReasons(draft, place), proofs: [] }];
  const context = toContext(draft, place, questionMs);
  if (context)
    findings.push(
      ...(await Promise.all([
        checkLines(services, context),
        checkStock(services, context),
        checkDiscounts(services, context),
        checkPaymentMethod(services, context),
        checkTax(services, context),
        checkTarget(services, context),
        checkTable(services, context),
      ])),
    );
  const reasons = findings.flatMap((finding) => finding.reasons);
  return { ok: reasons.length === 0, reasons, checkedAt, proofs: findings.flatMap(({ proofs }) => proofs) };
}

/** Whether orders are taken there at all. From what is known: nobody is asked. */
export async function preFlightPlace(services: Services, draft: PlaceDraft): Promise<VerdictReason[]> {
  const now = services.now();
  const { reasons } = await readTenant(services.db, draft.merchantId, (tx) => checkPlace(services, tx, draft, now));
  return reasons;
}

/** A cart at a place that is linked: what can be held against the till's menu. */
export type CartContext = {
  draft: OrderDraft;
  /** Where amounts are written as its people do. */
  country: string;
  businessLocationId: string;
  /** The order profile's code: it chooses the prices. */
  profile: string | null;
  /** Lightspeed can be asked. */
  connected: boolean;
  /** How long Lightspeed may take; afterwards the last known counts, and the verdict says so. */
  questionMs: number;
};

function toContext(draft: OrderDraft, place: PlaceFacts, questionMs: number): CartContext | null {
  if (place.linked === null || draft.lines.length === 0) return null;
  const { settings, link } = place.linked;
  const { status } = place.connection ?? {};
  return {
    ...{ draft, questionMs, country: place.location?.country ?? "" },
    businessLocationId: link.businessLocationId,
    profile: (draft.kind === "local" ? settings?.orderProfileDineIn : settings?.orderProfileTakeaway) ?? null,
    connected: status === "connected" || status === "degraded",
  };
}

async function checkPlace(
  services: Services,
  tx: TenantTransaction,
  draft: PlaceDraft,
  now: Date,
): Promise<Finding & { place: PlaceFacts }> {
  const { locationId, channel, kind } = draft;
  const [location, account, channelFaults] = await Promise.all([
    findLocation(tx, locationId),
    readAccount(tx, services.lightspeed.environment),
    channel === "test" ? [] : channelReasons(tx, draft, now),
  ]);
  const place = await readPlace(tx, account, { locationId, location });
  const reasons: VerdictReason[] = [
    ...channelFaults,
    ...findObstacles(place, { channel, kind }),
    location !== null &&
      draft.currency !== null &&
      location.currency !== draft.currency && {
        code: "currency",
        message: `This location sells in ${location.currency}, not in ${draft.currency}.`,
        remedy: "Send the order in the location's currency.",
      },
    ...timeReasons(draft, location, now),
  ].filter((reason) => reason !== false);
  return { place, reasons, proofs: [readinessProof(place), staffProof(place)] };
}

/** A test order may go whatever the channels are set to: it is how one finds out. */
async function channelReasons(
  tx: TenantTransaction,
  { locationId, channel }: PlaceDraft,
  now: Date,
): Promise<VerdictReason[]> {
  const row = await findChannel(tx, { locationId, channel });
  if (!row?.on)
    return [
      {
        code: "channel_off",
        message: "This channel is switched off at this location.",
        remedy: "Switch it on on the Channels page.",
        href: "/channels",
      },
    ];
  const pause = pauseOf(row, now);
  if (pause === null) return [];
  const remedy = pause.by === "person" ? "Resume it on the Channels page." : "It resumes by itself once that is over.";
  return [{ code: "channel_paused", message: `This channel is paused: ${pause.reason}`, remedy, href: "/channels" }];
}

function amountReasons({ totals, currency }: OrderDraft, { paymentProfile }: PlaceFacts): VerdictReason[] {
  if (paymentProfile?.provider !== "stripe" || isStripeAmount(totals.totalMinor, currency)) return [];
  return [
    {
      code: "amount_not_payable",
      message: `Stripe takes ${currency} amounts whose last digit is 0 only, and this total has another.`,
      remedy: "Round the prices in Lightspeed, or assign a payment profile of another provider to this location.",
      href: "/settings/payments",
    },
  ];
}

function timeReasons(
  { channel, collectAt }: PlaceDraft,
  location: Location | null,
  now: Date,
): (VerdictReason | false)[] {
  if (collectAt !== null && collectAt <= now)
    return [{ code: "pick_up_past", message: "The pick-up time is past.", remedy: "Choose a later time." }];
  // Staff may try out a till before the doors open.
  if (location === null || channel === "test" || channel === "in_house") return [];
  const { isOpen } = openingAt(location.openingHours, location.timeZone, collectAt ?? now);
  return [
    !isOpen && {
      code: "closed",
      message: collectAt ? "The location is closed at that time." : "The location is closed now.",
      remedy: "Order within the opening hours, or change them under Settings, Locations.",
      href: "/settings/locations",
    },
  ];
}

function readinessProof({ readiness }: PlaceFacts): Proof {
  const about = "readiness";
  const at = iso(readiness?.readAt);
  if (readiness?.status === "READY") return { about, at, message: "The till takes online orders." };
  if (readiness?.status === "NOT_READY") return { about, at, message: "The till takes no online orders." };
  return { about, at: null, message: "Lightspeed has not said yet whether the till is ready." };
}

/** In whose name the payment is booked. Without anybody the order lands and its payment may not, which stops nothing here. */
function staffProof({ readiness, linked }: PlaceFacts): Proof {
  const about = "staff";
  const staffId = linked?.settings?.staffId ?? null;
  if (staffId !== null)
    return { about, at: iso(linked?.settings?.updatedAt), message: "Payments are booked by the staff member entered." };
  const at = iso(readiness?.readAt);
  if (at === null) return { about, at, message: "Lightspeed has not said yet whose name payments are booked in." };
  const [problem] = findStaffProblem({ staffId }, readiness?.staffId ?? null) ?? [];
  if (problem) return { about, at, message: `${problem.message} ${problem.remedy}` };
  return { about, at, message: "Lightspeed has a staff member for online orders." };
}

const iso = (at: Date | null | undefined): string | null => at?.toISOString() ?? null;
