import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";

/** How often guests of one network or one visit did something in a slot of time; a slot that is over is thrown away. */
export const guestTurns = pgTable(
  "guest_turns",
  {
    merchantId: merchantId(),
    /** Keyed: it gives away neither address nor visit. */
    subject: text().notNull(),
    slot: instant().notNull(),
    count: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.subject, t.slot], name: "guest_turns_pk" })],
);
