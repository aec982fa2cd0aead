import { type AnyColumn, type SQL, sql } from "drizzle-orm";

/**
 * For columns that are never null. The schema's descending indexes end with nulls: an order that does not say so as well cannot be read from them,
 * and everything is sorted for one page.
 */
export const newestFirst = (column: AnyColumn): SQL => sql`${column} desc nulls last`;
