import { readFileSync } from "node:fs";
import { is } from "drizzle-orm";
import { getTableConfig, IndexedColumn, PgTable } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import * as schema from "@/db/schema";
import { sourceFiles } from "@/lib/testing/source-files";

const notByIndex: Record<string, string> = {
  "desc(auditEntries.seq)": "the primary key, backwards, where everybody's are asked for",
  "desc(integrationLog.seq)": "a hundred at most",
  "desc(issues.lastAt)": "behind the severity, which comes first",
};

test("no list asks for an order that its descending index does not have", () => {
  const sources = sourceFiles("db/queries").map((path) => readFileSync(path, "utf8"));
  const descending = Object.entries(schema).flatMap(([name, table]) =>
    is(table, PgTable) ? newestLast(table).map((column) => `desc(${name}.${column})`) : [],
  );
  expect(descending).toContain("desc(orders.createdAt)");
  expect(descending.filter((order) => !notByIndex[order] && sources.some((text) => text.includes(order)))).toEqual([]);
});

/** The columns by which an index of the table is sorted downwards. */
function newestLast(table: PgTable): string[] {
  const keys = Object.fromEntries(
    Object.entries(table).map(([key, column]) => [(column as { name?: string }).name, key]),
  );
  return getTableConfig(table).indexes.flatMap(({ config }) =>
    config.columns.flatMap((column) =>
      is(column, IndexedColumn) && column.indexConfig.order === "desc" ? [keys[column.name ?? ""] ?? ""] : [],
    ),
  );
}
