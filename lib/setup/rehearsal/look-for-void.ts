import { withTenant } from "@/db/client";
import { findLocation } from "@/db/queries/locations";
import { noteRehearsal } from "@/db/queries/rehearsals";
import type { Order, Rehearsal } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { formatMoney } from "@/lib/format";
import { type KSeriesClient, KSeriesError, KSeriesNotFoundError, microsToMinorUnits, type Sale } from "@/lib/k-series";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { publishLive } from "@/lib/live/publish";
import { readTillSetup } from "@/lib/orders/till-setup";
import type { Services } from "@/lib/services";

type Money = { currency: string; country: string };
type Seen = { sold: boolean; voided: string | null; words: string; missingSince?: Date | null };

/** Reads the receipt and what corrects it. True once the sale is voided and nothing of it is left in the till's figures. */
export async function lookForVoid(services: Services, rehearsal: Rehearsal, order: Order): Promise<boolean> {
  const { id, merchantId } = rehearsal;
  const { setup, country } = await withTenant(services.db, merchantId, async (tx) => ({
    setup: await readTillSetup(tx, order),
    country: (await findLocation(tx, order.locationId))?.country ?? "",
  }));
  if (typeof setup === "string") return false;
  const seen = await read(services, order, { merchantId, placeId: setup.businessLocationId, rehearsal, country });
  const at = services.now();
  await withTenant(services.db, merchantId, async (tx) => {
    await noteRehearsal(tx, id, {
      ...{ lookedAt: at, seen: seen.words },
      ...(seen.missingSince === undefined ? {} : { receiptMissingSince: seen.missingSince }),
      ...(seen.sold && rehearsal.saleSeenAt === null ? { saleSeenAt: at } : {}),
      ...(seen.voided === null ? {} : { voidedAt: at, voidProof: seen.voided }),
    });
    if (seen.words !== rehearsal.seen) await publishLive(tx, merchantId, "orders");
  });
  return seen.voided !== null;
}

type Place = { merchantId: string; placeId: string; rehearsal: Rehearsal; country: string };

async function read(
  services: Services,
  order: Order,
  { merchantId, placeId, rehearsal, country }: Place,
): Promise<Seen> {
  try {
    const client = kSeriesFor(services, merchantId);
    const own = await findReceipt(client, placeId, order.reference);
    if (!own) return withoutReceipt(rehearsal, services.now());
    const related = await listRelated(client, placeId, own, services.now());
    return { ...judgeReceipt({ currency: order.currency, country }, own, related), missingSince: null };
  } catch (error) {
    if (error instanceof KSeriesError || error instanceof AppError)
      return { sold: false, voided: null, words: `Lightspeed's sales could not be read: ${error.message}` };
    throw error;
  }
}

async function findReceipt(client: KSeriesClient, placeId: string, reference: string): Promise<Sale | null> {
  const query = { externalReferenceId: `TASK:OO-${placeId}-${reference}` };
  return client.sales.getByExternalReference({ businessLocationId: placeId, query }).catch((error: unknown) => {
    if (error instanceof KSeriesNotFoundError) return null;
    throw error;
  });
}

/** A list that lags may leave out for a moment what is there. */
const GONE_AFTER_MS = 60_000;

/** A receipt that was never seen proves nothing by its absence; one that was, and then was missed twice a while apart, is gone. */
export function withoutReceipt(
  { saleSeenAt, receiptMissingSince }: Pick<Rehearsal, "saleSeenAt" | "receiptMissingSince">,
  now: Date,
): Seen {
  if (saleSeenAt === null) return { sold: false, voided: null, words: "The till has not closed the check yet." };
  const missingSince = receiptMissingSince ?? now;
  if (now.getTime() - missingSince.getTime() < GONE_AFTER_MS) {
    const words = "The receipt is not in the till's sales at this moment; a second look in a minute decides.";
    return { sold: false, voided: null, words, missingSince };
  }
  const voided = "The receipt is in the till's sales no more.";
  return { sold: false, voided, words: "The receipt is gone.", missingSince };
}

/** Corrections stand in finance V1 at the moment of what they correct. */
async function listRelated(client: KSeriesClient, placeId: string, own: Sale, now: Date): Promise<Sale[]> {
  const closed = own.closedAt ? Date.parse(own.closedAt) : now.getTime();
  // Never an end before the receipt itself, whatever the two clocks say.
  const end = Math.max(Math.min(closed + 60_000, now.getTime()), closed + 1_000);
  const [from, to] = [new Date(closed - 60_000), new Date(end)];
  const answer = await client.sales.list({
    businessLocationId: placeId,
    ...{ from, to },
    query: { include: ["payments"], pageSize: 1000 },
  });
  const id = own.accountIdentifier;
  return answer.sales.filter(
    ({ accountIdentifier, source }) =>
      id && (accountIdentifier === id || source?.previousAccountId === id || source?.initialAccountId === id),
  );
}

/** `related`: the receipt itself and all that corrects it. */
export function judgeReceipt({ currency, country }: Money, own: Sale, related: readonly Sale[]): Seen {
  const undone = own.cancelled === true || related.some(({ type }) => type === "VOID" || type === "CANCEL");
  if (!undone) return { sold: true, voided: null, words: "The till's sales still count it." };
  const micros = related.flatMap(({ lines }) => lines ?? []).reduce((sum, line) => sum + netOf(line), 0);
  const leftMinor = microsToMinorUnits(micros, currency);
  const paidMinor = related
    .flatMap(({ payments }) => payments ?? [])
    .reduce((sum, one) => sum + (one.paidMinor ?? 0), 0);
  if (related.length === 0 || leftMinor !== 0 || paidMinor !== 0)
    return {
      sold: true,
      voided: null,
      words: `It is voided, but the till's figures still hold ${formatMoney(leftMinor || paidMinor, currency, { country })} of it.`,
    };
  return {
    sold: true,
    voided: `Check ${own.accountIdentifier ?? ""} is voided; sales and payments of it add up to ${formatMoney(0, currency, { country })}.`,
    words: "Voided.",
  };
}

type Line = NonNullable<Sale["lines"]>[number];

const netOf = ({ totalNetWithTaxMicros, totalNetWithoutTaxMicros }: Line): number =>
  totalNetWithoutTaxMicros ?? totalNetWithTaxMicros ?? 0;
