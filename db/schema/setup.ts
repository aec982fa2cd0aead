import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, merchantId } from "./columns";

/** What only the merchant can say in the guided setup: which channels, whether there is an account and a menu. Everything else is read from what is there. */
export const setupAnswers = pgTable(
  "setup_answers",
  {
    merchantId: merchantId(),
    question: text().notNull(),
    answer: text().notNull(),
    answeredByName: text().notNull(),
    answeredAt: instant().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.question] })],
);

export type SetupAnswer = typeof setupAnswers.$inferSelect;
