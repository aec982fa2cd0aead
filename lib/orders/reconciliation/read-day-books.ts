import { type TenantTransaction, withTenant } from "@/db/client";
import type { LinkedSettings } from "@/db/queries/location-settings";
import { listStrays } from "@/db/queries/payment-events";
import { findPaymentProfile, findProfileOfLocation, listProfileLocations } from "@/db/queries/payment-profiles";
import {
  listOrdersOfReferences,
  listOrdersWithMoney,
  listPaymentsBegun,
  listPaymentsNamed,
  type OrderBooks,
  readOrderBooks,
} from "@/db/queries/reconciliations";
import type { Location, Payment, PaymentProfile } from "@/db/schema";
import { type KSeriesClient, KSeriesNotFoundError } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { isUuid } from "@/lib/uuid";
import type { BankLine, DayBooks, OrderSide, Receipt } from "./day-books";
import { readBank, readPayments } from "./read-bank";
import { toOrderSides, toPaymentSides } from "./read-orders";

export type Place = { merchantId: string; location: Location; linked: LinkedSettings };

type Needs = Pick<Services, "db" | "keyring" | "payments">;
/** `elsewhere`: of the places that orders of this location were sent to before it was linked to the present one. */
type Day = { window: DayBooks["window"]; receipts: Receipt[]; elsewhere: Receipt[]; now: Date };

/** The providers first: what they say is a little older than our books, so that what happens meanwhile is not missing in ours. */
export async function readDayBooks(
  services: Needs,
  client: Pick<KSeriesClient, "sales">,
  place: Place,
  { window, receipts: here, elsewhere, now }: Day,
): Promise<DayBooks> {
  const { merchantId, location, linked } = place;
  const inTenant = <T>(work: (tx: TenantTransaction) => Promise<T>) => withTenant(services.db, merchantId, work);
  const begun = await inTenant((tx) => readBegun(tx, location.id, window));
  const bank: BankLine[] = [];
  for (const profile of begun.profiles) {
    const own = begun.payments.filter(({ profileId, status }) => profileId === profile.id && status !== "starting");
    const strays = await inTenant((tx) => listStrays(tx, profile.id));
    bank.push(...(await readBank(services, profile, window, { payments: own, strays })));
  }
  const known = await inTenant((tx) => readKnown(tx, location.id, { window, receipts: [...here, ...elsewhere], bank }));
  const own = known.books.orders.filter(({ locationId }) => locationId === location.id);
  const readable = new Set(begun.profiles.map(({ id }) => id));
  bank.push(...(await confirm(services, begun.profiles, known.books, { window, bank })));
  const { businessLocationId: placeId } = linked.link;
  const orders = toOrderSides(
    { ...known.books, orders: own },
    {
      placeId,
      method: linked.settings?.paymentMethodCode ?? null,
      methodSince: linked.settings?.updatedAt ?? null,
      now,
    },
  );
  // What else was sold there is told by the location that is linked to it now.
  const receipts = [...here, ...receiptsOf(orders, elsewhere)];
  return {
    ...{ window, receipts, orders, currency: location.currency, bank: withoutCopies(bank) },
    payments: toPaymentSides({ ...known.books, payments: known.payments }, readable),
    soldElsewhere: await findSoldElsewhere(client, placeId, { orders, receipts }),
    knownReferences: known.references,
    isOwnProfile: (profileId) => known.speakers.get(profileId) === location.id,
  };
}

const DAY_MS = 86_400_000;

/** Who began to pay long before has paid, or the page of the provider has closed. */
const twoDaysBefore = ({ from, to }: DayBooks["window"]) => ({ from: new Date(from.getTime() - 2 * DAY_MS), to });

/** The profiles that the location's money goes through, and went through that day. What a removed one says cannot be asked any more. */
async function readBegun(tx: TenantTransaction, locationId: string, window: DayBooks["window"]) {
  const begun = await listPaymentsBegun(tx, locationId, twoDaysBefore(window));
  const moved = (await readOrderBooks(tx, await listOrdersWithMoney(tx, locationId, window))).payments;
  const payments = byId([...begun, ...moved]);
  const current = await findProfileOfLocation(tx, locationId);
  const ids = new Set(payments.flatMap(({ profileId }) => (profileId === null ? [] : [profileId])));
  if (current) ids.add(current.id);
  const profiles: PaymentProfile[] = [];
  for (const id of ids) {
    const profile = await findPaymentProfile(tx, id);
    if (profile && profile.removedAt === null) profiles.push(profile);
  }
  return { payments, profiles };
}

async function readKnown(
  tx: TenantTransaction,
  locationId: string,
  { window, receipts, bank }: Pick<DayBooks, "window" | "receipts" | "bank">,
) {
  const named = await listNamed(tx, bank);
  const referenced = await listOrdersOfReferences(tx, referencesOf(receipts));
  const ids = new Set([
    ...(await listOrdersWithMoney(tx, locationId, window)),
    ...referenced.map(({ orderId }) => orderId),
    ...named.filter((payment) => payment.locationId === locationId).map(({ orderId }) => orderId),
  ]);
  const books = await readOrderBooks(tx, [...ids]);
  return {
    books,
    /** Also those of other locations, so that their lines are not taken for unknown ones. */
    payments: byId([...books.payments, ...named]),
    references: new Set(referenced.map(({ reference }) => reference)),
    speakers: await listSpeakers(tx),
  };
}

/** With what takes them back. */
function receiptsOf(orders: readonly OrderSide[], receipts: readonly Receipt[]): Receipt[] {
  const names = new Set(orders.flatMap(({ references, paymentReferences }) => [...references, ...paymentReferences]));
  const ours = new Set(
    receipts.filter((one) => referencesOf([one]).some((name) => names.has(name))).map(({ identifier }) => identifier),
  );
  return receipts.filter(({ identifier, corrects }) => ours.has(identifier) || ours.has(corrects ?? ""));
}

const byId = (payments: readonly Payment[]) => [...new Map(payments.map((one) => [one.id, one])).values()];

const referencesOf = (receipts: readonly Receipt[]) => [
  ...new Set(
    receipts.flatMap(({ references, payments }) => [
      ...references,
      ...payments.flatMap(({ reference }) => (reference === null ? [] : [reference])),
    ]),
  ),
];

async function listNamed(tx: TenantTransaction, bank: readonly BankLine[]): Promise<Payment[]> {
  const named: Payment[] = [];
  for (const profileId of new Set(bank.map((line) => line.profileId))) {
    const lines = bank.filter((line) => line.profileId === profileId);
    const ids = new Set(lines.flatMap(({ paymentId }) => (paymentId !== null && isUuid(paymentId) ? [paymentId] : [])));
    const providerIds = new Set(lines.map(({ providerPaymentId }) => providerPaymentId));
    named.push(...(await listPaymentsNamed(tx, profileId, { ids: [...ids], providerIds: [...providerIds] })));
  }
  return named;
}

/** Which location tells of a profile's payments that nobody knows, so that each is told once. */
async function listSpeakers(tx: TenantTransaction): Promise<Map<string, string>> {
  const speakers = new Map<string, string>();
  for (const { profileId, locationId } of await listProfileLocations(tx)) {
    const other = speakers.get(profileId);
    if (other === undefined || locationId < other) speakers.set(profileId, locationId);
  }
  return speakers;
}

/** A provider may date a refund, and a second of the cut-off, otherwise than we do: what its list lacks is asked for by itself. */
async function confirm(
  services: Needs,
  profiles: readonly PaymentProfile[],
  { entries, payments, refunds }: OrderBooks,
  { window, bank }: Pick<DayBooks, "window" | "bank">,
): Promise<BankLine[]> {
  const moved = entries.filter(({ at, posting }) => at >= window.from && at < window.to && posting.includes(":"));
  const captured = new Set(moved.map(({ posting }) => posting));
  const seen = (kind: BankLine["kind"], ids: (string | null)[]) =>
    bank.some(
      (line) =>
        line.kind === kind &&
        [line.paymentId, line.providerPaymentId, line.refundId, line.providerId].some(
          (id) => id !== null && ids.includes(id),
        ),
    );
  const lacking = payments.filter(
    (payment) =>
      (captured.has(`captured:${payment.id}`) && !seen("capture", [payment.id, payment.providerPaymentId])) ||
      refunds.some(
        ({ id, paymentId, providerRefundId }) =>
          paymentId === payment.id && captured.has(`refunded:${id}`) && !seen("refund", [id, providerRefundId]),
      ),
  );
  const lines: BankLine[] = [];
  for (const profile of profiles)
    lines.push(
      ...(await readPayments(
        services,
        profile,
        lacking.filter(({ profileId }) => profileId === profile.id),
      )),
    );
  return lines;
}

/** The first of each: Stripe names a capture by its charge in the list, and by its intent when it is read. */
function withoutCopies(bank: readonly BankLine[]): BankLine[] {
  const first = new Map<string, BankLine>();
  for (const line of bank) {
    const name = line.kind === "capture" ? line.providerPaymentId : line.providerId;
    const key = `${line.profileId} ${line.kind} ${name}`;
    if (!first.has(key)) first.set(key, line);
  }
  return [...first.values()];
}

/** Paid on one side of the cut-off and closed on the other: the receipt is asked for by our reference. */
async function findSoldElsewhere(
  client: Pick<KSeriesClient, "sales">,
  businessLocationId: string,
  { orders, receipts }: { orders: readonly OrderSide[]; receipts: readonly Receipt[] },
): Promise<Set<string>> {
  const here = new Set(referencesOf(receipts));
  const missing = orders.filter(
    ({ references, paymentReferences, capturedMinor, refundedMinor, channel }) =>
      channel !== "test" &&
      capturedMinor > refundedMinor &&
      ![...references, ...paymentReferences].some((reference) => here.has(reference)),
  );
  const elsewhere = new Set<string>();
  for (const { id, references, placeId } of missing)
    for (const reference of new Set(references))
      if (await hasReceipt(client, placeId ?? businessLocationId, reference)) elsewhere.add(id);
  return elsewhere;
}

async function hasReceipt(
  client: Pick<KSeriesClient, "sales">,
  businessLocationId: string,
  reference: string,
): Promise<boolean> {
  const query = { externalReferenceId: `TASK:OO-${businessLocationId}-${reference}` };
  try {
    await client.sales.getByExternalReference({ businessLocationId, query });
    return true;
  } catch (error) {
    if (error instanceof KSeriesNotFoundError) return false;
    throw error;
  }
}
