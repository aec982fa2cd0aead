import { z } from "zod";
import { withTenant } from "@/db/client";
import {
  type DeliveryCursor,
  type DeliveryRow,
  listDeliveryTypes,
  listDeliveries as listRows,
} from "@/db/queries/webhook-deliveries";
import type { Services } from "@/lib/services";
import { type DeliveryFilterInput, toDeliveryFilter } from "./delivery-filter";
import type { DeliveryListItem, DeliveryListView } from "./webhook-view-types";

export const PAGE_SIZE = 50;

type Page = { filter: DeliveryFilterInput; older?: string | undefined; newer?: string | undefined };

/** A page of deliveries, newest first. `older` and `newer` are places as an earlier page gave them; anything else counts as none. */
export async function listDeliveries(
  { db }: Pick<Services, "db">,
  merchantId: string,
  { filter, older, newer }: Page,
): Promise<DeliveryListView & { types: string[] }> {
  const after = readCursor(older);
  const before = after ? null : readCursor(newer);
  return withTenant(db, merchantId, async (tx) => {
    // One more than is shown tells whether there is another page in that direction.
    const found = await listRows(tx, toDeliveryFilter(filter), {
      ...(after ? { older: after } : {}),
      ...(before ? { newer: before } : {}),
      limit: PAGE_SIZE + 1,
    });
    const more = found.length > PAGE_SIZE;
    const rows = before ? found.slice(-PAGE_SIZE) : found.slice(0, PAGE_SIZE);
    return {
      items: rows.map(toItem),
      newer: (before ? more : after !== null) ? cursorOf(rows.at(0)) : null,
      older: (before ? true : more) ? cursorOf(rows.at(-1)) : null,
      types: await listDeliveryTypes(tx),
    };
  });
}

export function toItem({ at, ...row }: DeliveryRow): DeliveryListItem {
  return { ...row, at: new Date(at).toISOString() };
}

const cursorOf = (row: DeliveryRow | undefined) =>
  row ? Buffer.from(`${row.at} ${row.id}`).toString("base64url") : null;

const cursorParts = z.tuple([z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/), z.uuid()]);

function readCursor(text: string | undefined): DeliveryCursor | null {
  if (!text || text.length > 200) return null;
  const parsed = cursorParts.safeParse(Buffer.from(text, "base64url").toString().split(" "));
  if (!parsed.success) return null;
  const [at, id] = parsed.data;
  return Number.isNaN(Date.parse(at)) ? null : { at, id };
}
