import type { OrderOnCheck } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { AppError } from "@/lib/errors";
import {
  type Check,
  type Exchange,
  type KSeriesClient,
  KSeriesError,
  KSeriesHttpError,
  KSeriesNotFoundError,
  type Sale,
} from "@/lib/k-series";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import type { Services } from "@/lib/services";
import { checksLike, checksNamed, holdsLines, holdsSome } from "./match-check";

/** What was seen, and the requests that it took. */
export type Look = { view: TillView; exchanges: Exchange[] };

export type TillPlace = { merchantId: string; businessLocationId: string };

/** What the till says about one order. `unreadable`: it could not be asked, so nothing follows from it. */
export type TillView =
  | { kind: "check"; check: Check }
  | { kind: "sale"; sale: Sale }
  | { kind: "absent" }
  /** Several checks could be it, or nothing proves that one is: a person decides. `alike`: name, table and lines fit; else they only resemble it. */
  | { kind: "ambiguous"; alike: boolean; found: readonly Check[] }
  | { kind: "unreadable"; reason: string };

/** The check of an order whose account is known; closed ones by their receipt. */
export async function readCheck(services: Services, place: TillPlace, order: Order): Promise<Look> {
  const { accountIdentifier, currency } = order;
  if (accountIdentifier === null) return { view: { kind: "absent" }, exchanges: [] };
  return reading(services, place, async (client) => {
    const query = { businessLocationId: place.businessLocationId };
    const check = await client.checks.get({ accountIdentifier, currency, query }).catch(orNone);
    return check ? { kind: "check", check } : findSale(client, place, order);
  });
}

/** What is known here of other orders' checks at this place. */
type Known = {
  taken: (accountIdentifier: string) => Promise<boolean>;
  others: (accountIdentifier: string) => Promise<readonly OrderOnCheck[]>;
};

/**
 * Looks for an order of which no word came: the check that a message named, the open checks, the receipts by our reference. A check
 * does not carry our reference, so it counts only where name, table, lines and time fit one check alone that no other order has.
 */
export async function findOnTill(
  services: Services,
  place: TillPlace,
  order: Order,
  { hint, taken, others }: { hint?: string | undefined } & Known,
): Promise<Look> {
  return reading(services, place, async (client) => {
    const query = { businessLocationId: place.businessLocationId };
    const { currency } = order;
    if (order.addToCheck !== null) return findOnCheck(client, place, order, { addToCheck: order.addToCheck, others });
    const named = hint ? await client.checks.get({ accountIdentifier: hint, currency, query }).catch(orNone) : null;
    if (hint && named && checksLike(order, [named]).length === 1 && !(await taken(hint)))
      return { kind: "check", check: named };
    const listed = await client.checks.list({ currency, query });
    const all = named && !listed.some(isSame(named)) ? [...listed, named] : listed;
    const free: Check[] = [];
    for (const check of checksNamed(order, all))
      if (!check.accountIdentifier || !(await taken(check.accountIdentifier))) free.push(check);
    const alike = checksLike(order, free).filter(({ accountIdentifier }) => accountIdentifier);
    const [only] = alike;
    if (alike.length > 1) return { kind: "ambiguous", alike: true, found: alike };
    if (only) return { kind: "check", check: only };
    const sale = await findSale(client, place, order);
    if (sale.kind === "sale" || free.length === 0) return sale;
    return { kind: "ambiguous", alike: false, found: free };
  });
}

const isSame = (one: Check) => (other: Check) => other.accountIdentifier === one.accountIdentifier;

/** Lines on somebody's check cannot be proven to be ours while it is open; that they are not there can. */
async function findOnCheck(
  client: KSeriesClient,
  place: TillPlace,
  order: Order,
  { addToCheck: accountIdentifier, others }: Pick<Known, "others"> & { addToCheck: string },
): Promise<TillView> {
  const query = { businessLocationId: place.businessLocationId };
  const check = await client.checks.get({ accountIdentifier, currency: order.currency, query }).catch(orNone);
  const known = (await others(accountIdentifier)).map((one) => one.order).filter(({ id }) => id !== order.id);
  if (check && !check.closedAt && holdsLines(order, check, known))
    return { kind: "ambiguous", alike: true, found: [check] };
  const sale = await findSale(client, place, order);
  if (sale.kind === "sale" || !check || !holdsSome(order, check)) return sale;
  return { kind: "ambiguous", alike: false, found: [check] };
}

/** The receipt carries our reference, which proves that it is ours. */
async function findSale(client: KSeriesClient, { businessLocationId }: TillPlace, order: Order): Promise<TillView> {
  const query = { externalReferenceId: `TASK:OO-${businessLocationId}-${order.reference}` };
  const found = await client.sales.getByExternalReference({ businessLocationId, query }).catch(orNone);
  return found ? { kind: "sale", sale: found } : { kind: "absent" };
}

function orNone(error: unknown): null {
  if (error instanceof KSeriesNotFoundError) return null;
  // A malformed account identifier is one that does not exist.
  if (error instanceof KSeriesHttpError && error.status === 400) return null;
  throw error;
}

async function reading(
  services: Services,
  { merchantId }: TillPlace,
  read: (client: KSeriesClient) => Promise<TillView>,
): Promise<Look> {
  const exchanges: Exchange[] = [];
  try {
    const view = await read(kSeriesFor(services, merchantId, { record: (exchange) => exchanges.push(exchange) }));
    return { view, exchanges };
  } catch (error) {
    if (error instanceof KSeriesError || error instanceof AppError)
      return { view: { kind: "unreadable", reason: error.message }, exchanges };
    throw error;
  }
}
