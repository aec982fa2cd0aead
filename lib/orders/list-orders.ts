import { readTenantsOrders } from "@/db/client";
import type { LocationDay } from "@/db/queries/home";
import { listLocations } from "@/db/queries/locations";
import {
  countOrdersNeedingAttention,
  listOrderRows,
  type OrderListCursor,
  type OrderListRow,
  type OrderSearch,
} from "@/db/queries/order-list";
import type { Location, OrderChannel, OrderStatus } from "@/db/schema";
import { readAmount } from "@/lib/amounts";
import { signOf } from "@/lib/customs";
import { decimalsOf } from "@/lib/format";
import type { Services } from "@/lib/services";
import { storableText } from "@/lib/storable-text";
import type { OrderList, OrderListItem } from "./order-view";

export type OrderFilter = {
  statuses?: readonly OrderStatus[];
  channel?: OrderChannel;
  locationId?: string;
  attention?: boolean;
  /** Only what counts as sold: paid, and no test. */
  sold?: boolean;
  currency?: string;
  /** Since each location's day began, and of these locations only. */
  days?: readonly LocationDay[];
  from?: Date;
  until?: Date;
  /** An order number, reference, table or amount. */
  text?: string;
  /** `next` of the page before. */
  cursor?: string;
  limit?: number;
};

export async function listOrders(
  { db }: Pick<Services, "db">,
  merchantId: string,
  { text, cursor, limit = 50, ...query }: OrderFilter = {},
): Promise<OrderList> {
  const wanted = text?.trim();
  const after = cursor ? readCursor(cursor) : undefined;
  const rows = await readTenantsOrders(db, merchantId, async (tx) => {
    const search = wanted ? { search: readSearch(wanted, await listLocations(tx)) } : {};
    return listOrderRows(tx, { ...query, ...search }, { after, limit: limit + 1 });
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { orders: page.map(toListItem), next: last ? `${last.createdAt.toISOString()}_${last.id}` : null };
}

/** For the light beside the menu entry; at most 100. */
export async function countAttention({ db }: Pick<Services, "db">, merchantId: string): Promise<number> {
  return readTenantsOrders(db, merchantId, (tx) => countOrdersNeedingAttention(tx));
}

type SoldIn = Pick<Location, "country" | "currency">;

/** "17" may be order UPV-017 or table 17; "12,50", "€ 1.250,50" or "¥1,200" an amount, as people write it where the merchant sells. */
export function readSearch(given: string, places: readonly SoldIn[]): OrderSearch {
  const text = storableText(given).slice(0, 60);
  const sequence = /^(?:UPV-)?(\d{1,9})$/i.exec(text)?.[1];
  const amounts = new Map<string, { currency: string; minor: number }>();
  for (const place of places) {
    const minor = amountIn(text, place);
    if (minor !== null) amounts.set(`${place.currency} ${minor}`, { currency: place.currency, minor });
  }
  return {
    text,
    ...(sequence ? { sequence: Number(sequence) } : {}),
    ...(amounts.size > 0 ? { amounts: [...amounts.values()] } : {}),
  };
}

/** With the currency's sign or code, or without; null where it is none, or a bare number that is rather an order's or a table's. */
function amountIn(text: string, { country, currency }: SoldIn): number | null {
  const bare = [signOf(currency, country), currency].reduce(
    (left, sign) =>
      left.startsWith(sign) ? left.slice(sign.length) : left.endsWith(sign) ? left.slice(0, -sign.length) : left,
    text,
  );
  if (bare === text && /^\d+$/.test(text) && decimalsOf(currency) > 0) return null;
  return readAmount(bare, currency, { country });
}

function readCursor(cursor: string): OrderListCursor | undefined {
  const [at = "", id = ""] = cursor.split("_");
  const createdAt = new Date(at);
  return Number.isNaN(createdAt.getTime()) || !/^[0-9a-f-]{36}$/.test(id) ? undefined : { createdAt, id };
}

export function toListItem(row: OrderListRow): OrderListItem {
  return {
    id: row.id,
    number: row.number,
    reference: row.reference,
    channel: row.channel,
    kind: row.kind,
    status: row.status,
    step: row.step,
    location: { id: row.locationId, name: row.locationName, region: { country: row.country, timeZone: row.timeZone } },
    table: row.tableNumber,
    guestName: row.customer?.firstName ?? null,
    currency: row.currency,
    totalMinor: row.totalMinor,
    collectAt: row.collectAt?.toISOString() ?? null,
    failure: row.failureCode && row.failureStep ? { code: row.failureCode, step: row.failureStep } : null,
    flag: row.flag,
    needsAttention: row.status === "failed" || row.status === "unconfirmed" || row.flag !== null,
    seenTo: row.resolvedAt !== null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
