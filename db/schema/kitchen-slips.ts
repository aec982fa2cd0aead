import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";
import { orders } from "./orders";

/** In the order in which they are printed where several wait. */
export const slipKinds = ["not_on_till", "now_on_till", "cancelled"] as const;
export type SlipKind = (typeof slipKinds)[number];

/** `leaving`: handed to Lightspeed, answer open. `unsure`: may have been printed, so never again. `untold`: certainly not printed, and given up. */
export const slipStates = ["waiting", "leaving", "told", "unsure", "untold"] as const;
export type SlipState = (typeof slipStates)[number];

const words = (list: readonly string[]) => sql.raw(list.map((word) => `'${word}'`).join(", "));

/** What the kitchen is told of an order on paper: its key makes each kind single, `leaving` is committed before anything is sent. */
export const kitchenSlips = pgTable(
  "kitchen_slips",
  {
    merchantId: merchantId(),
    orderId: uuid()
      .notNull()
      .references(() => orders.id, { onDelete: "cascade" }),
    kind: text({ enum: slipKinds }).notNull(),
    state: text({ enum: slipStates }).notNull().default("waiting"),
    /** Tries that were handed over; also the fencing number of the newest. */
    attempts: integer().notNull().default(0),
    leftAt: instant(),
    message: text(),
    /** Why it is not certain, or not told. */
    reason: text(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.kind], name: "kitchen_slips_pk" }),
    index("kitchen_slips_merchant_idx").on(t.merchantId),
    check("kitchen_slips_kind_ck", sql`${t.kind} in (${words(slipKinds)})`),
    check("kitchen_slips_state_ck", sql`${t.state} in (${words(slipStates)})`),
  ],
);

export type KitchenSlip = typeof kitchenSlips.$inferSelect;
