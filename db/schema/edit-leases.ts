import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";

/** Who is saving a thing of the vendor's right now: between reading it and replacing it nobody else of this merchant may. */
export const editLeases = pgTable(
  "edit_leases",
  {
    merchantId: merchantId(),
    subject: text().notNull(),
    owner: uuid().notNull(),
    until: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.subject], name: "edit_leases_pk" })],
);
