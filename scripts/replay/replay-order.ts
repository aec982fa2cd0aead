import { sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Order, OrderLine, OrderStatus, OrderSubItem, TimelineEntry } from "@/db/schema";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { createOrder } from "@/lib/orders/create-order";
import type { Stage } from "@/lib/testing/connection-stage";
import {
  createOrderMerchant,
  follow,
  type OrderMerchant,
  payOrder,
  reload,
  StillOpenError,
  shifted,
  timelineOf,
} from "@/lib/testing/order-stage";
import type { Bundle, BundleLine } from "./bundle";
import { plantTill } from "./plant-till";

export type Replayed = {
  order: Order;
  timeline: TimelineEntry[];
  /** It ended as the bundle's order did, for the same reason. */
  same: boolean;
  /** What our engine itself failed with, in its words: then the end says nothing about the till. */
  faults: string[];
};

const ends: OrderStatus[] = ["completed", "failed", "cancelled", "refunded"];
/** The engine's patience is minutes; what nobody answers is waited for by moving its clock. */
const LATER_MS = [0, 15 * 60_000, 45 * 60_000];
const STILL_MS = 20_000;

/** The bundle's order once more, through our engine and a till that does to it what the real one did. */
export async function replayOrder(stage: Stage, { order: recorded, replay }: Bundle): Promise<Replayed> {
  const merchant = await createOrderMerchant(stage, { paymentMode: replay.paymentMode });
  await teachTill(stage, merchant, replay.lines, replay.currency);
  await plantTill(stage, merchant, recorded.timeline);
  const placed = await place(stage, merchant, replay);
  await payOrder(stage, placed);
  const wanted = recorded.status as OrderStatus;
  const faults = new Set<string>();
  let order = placed;
  for (const ms of LATER_MS) {
    order = await follow(shifted(stage, ms), merchant, placed, [wanted, ...ends], STILL_MS).catch((error: unknown) => {
      if (!(error instanceof StillOpenError)) faults.add(`a notification: ${inFull(error)}`);
      return reload(stage, placed);
    });
    for (const fault of await failedJobs(stage, placed)) faults.add(fault);
    if (faults.size > 0 || order.status === wanted || ends.includes(order.status)) break;
  }
  const same = order.status === wanted && (order.failureCode ?? null) === (recorded.failure?.code ?? null);
  return { order, timeline: await timelineOf(stage, order), same, faults: [...faults] };
}

/** A database's own words stand behind those of the query. */
function inFull(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, ...(error.cause === undefined ? [] : [inFull(error.cause)])].join(": ");
}

/** The queue keeps what a job threw, and would try it again later. */
async function failedJobs({ services }: Stage, { id }: Order): Promise<string[]> {
  const rows = await services.db.execute<{ task: string; error: string }>(sql`
    select t.identifier as task, j.last_error as error
      from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where j.last_error is not null and j.payload->>'orderId' = ${id} order by j.id`);
  return [...rows].map(({ task, error }) => `${task}: ${error}`);
}

/** The pretend restaurant sells what the bundle's does, at its prices, and has its tables. */
async function teachTill(stage: Stage, merchant: OrderMerchant, lines: BundleLine[], currency: string): Promise<void> {
  const { account, placeId, actor } = merchant;
  const settings = { unknownTable: "accept", selectionRules: "ignore", forbiddenCustomPrice: "ignore" };
  await stage.sandbox.control("PATCH", `/accounts/${account.accountId}`, { settings });
  const client = kSeriesFor(stage.services, actor.merchantId);
  const query = { businessLocationId: placeId };
  const [like] = await client.items.list({ query: { ...query, amount: 1 }, currency });
  const accountingGroupId = like?.accountingGroup?.id;
  if (!accountingGroupId) throw new Error("the sandbox sells nothing");
  for (const [sku, { name, unitPriceMinor }] of soldIn(lines)) {
    const known = await client.items.list({ query: { ...query, sku }, currency });
    if (known.some((item) => item.sku === sku)) continue;
    const body = {
      businessLocationId: placeId,
      name,
      sku,
      active: true,
      accountingGroupId,
      priceMode: "AMOUNT" as const,
    };
    await client.items.create({ body: { ...body, defaultPriceMinor: unitPriceMinor }, currency });
  }
}

type Sold = Pick<OrderSubItem, "name" | "unitPriceMinor">;

function soldIn(lines: readonly (Sold & { sku: string; subItems: BundleLine["subItems"] })[]): Map<string, Sold> {
  return new Map(lines.flatMap((line) => [[line.sku, line] as [string, Sold], ...soldIn(line.subItems)]));
}

async function place(stage: Stage, { actor, locationId }: OrderMerchant, replay: Bundle["replay"]): Promise<Order> {
  const { channel, kind, currency, table, guests, paymentMode, lines } = replay;
  const { subtotalMinor, discountMinor, serviceChargeMinor, tipMinor, totalMinor } = replay;
  return withTenant(stage.services.db, actor.merchantId, (tx) =>
    createOrder(stage.services, tx, {
      ...{ merchantId: actor.merchantId, locationId, channel, kind, currency, tableNumber: table, guests, paymentMode },
      ...{ addToCheck: null, collectAt: null, scheduledFor: null, apiKeyId: null, address: null, note: null },
      customer: { firstName: "Replay" },
      lines: lines.map((line): OrderLine => ({ ...withoutNotes(line), discountMinor: line.discountMinor })),
      totals: { subtotalMinor, discountMinor, serviceChargeMinor, tipMinor, totalMinor },
    }),
  );
}

/** Kitchen notes are ids of the real restaurant, and cost nothing. */
function withoutNotes({ sku, name, quantity, unitPriceMinor, subItems }: BundleLine["subItems"][number]): OrderSubItem {
  return { sku, name, quantity, unitPriceMinor, modifiers: [], subItems: subItems.map(withoutNotes) };
}
