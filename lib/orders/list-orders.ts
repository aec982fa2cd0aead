import { withTenant } from "@/db/client";
import type { LocationDay } from "@/db/queries/home";
import {
  countOrdersNeedingAttention,
  listOrderRows,
  type OrderListCursor,
  type OrderListRow,
  type OrderSearch,
} from "@/db/queries/order-list";
import type { OrderChannel, OrderStatus } from "@/db/schema";
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
  const search = text?.trim() ? readSearch(text.trim()) : undefined;
  const after = cursor ? readCursor(cursor) : undefined;
  const rows = await withTenant(db, merchantId, (tx) =>
    listOrderRows(tx, { ...query, ...(search ? { search } : {}) }, { after, limit: limit + 1 }),
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { orders: page.map(toListItem), next: last ? `${last.createdAt.toISOString()}_${last.id}` : null };
}

/** For the light beside the menu entry; at most 100. */
export async function countAttention({ db }: Pick<Services, "db">, merchantId: string): Promise<number> {
  return withTenant(db, merchantId, (tx) => countOrdersNeedingAttention(tx));
}

/** "17" may be order UPV-017 or table 17; "12.50" and "12,50" are an amount too. */
export function readSearch(given: string): OrderSearch {
  const text = storableText(given).slice(0, 60);
  const sequence = /^(?:UPV-)?(\d{1,9})$/i.exec(text)?.[1];
  const amount = /^(\d{1,9})(?:[.,](\d{2}))$/.exec(text);
  return {
    text,
    ...(sequence ? { sequence: Number(sequence) } : {}),
    ...(amount ? { amountMinor: Number(`${amount[1]}${amount[2]}`) } : {}),
  };
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
