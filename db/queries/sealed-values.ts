import { type SQL, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import type { Sealed } from "../schema";

type SealedColumn = { table: string; column: string };
export type SealedValue = SealedColumn & { id: string; value: Sealed };

const name = ({ column }: SealedColumn): SQL => sql`${sql.identifier(column)}`;
const keyOf = (column: SealedColumn): SQL => sql`split_part(${name(column)}, '.', 2)`;

/** The tenant's values in these columns that another key than this one seals. */
export async function listValuesOfOtherKeys(
  tx: TenantTransaction,
  columns: readonly SealedColumn[],
  keyId: string,
): Promise<SealedValue[]> {
  const parts = columns.map(
    (column) =>
      sql`select ${column.table}::text as "table", ${column.column}::text as "column", id, ${name(column)} as value
            from ${sql.identifier(column.table)}
           where merchant_id = ${tx.merchantId} and ${name(column)} is not null and ${keyOf(column)} <> ${keyId}`,
  );
  return [...(await tx.execute<SealedValue>(sql.join(parts, sql` union all `)))];
}

/** How many of the tenant's values in these columns each key seals. */
export async function countValuesByKey(
  tx: TenantTransaction,
  columns: readonly SealedColumn[],
): Promise<{ keyId: string; count: number }[]> {
  const parts = columns.map(
    (column) =>
      sql`select ${keyOf(column)} as key from ${sql.identifier(column.table)}
           where merchant_id = ${tx.merchantId} and ${name(column)} is not null`,
  );
  const all = sql.join(parts, sql` union all `);
  return [
    ...(await tx.execute<{ keyId: string; count: number }>(
      sql`select key as "keyId", count(*)::int as count from (${all}) as v group by key`,
    )),
  ];
}

/** Compare-and-set on the value itself: false when somebody stored another one meanwhile, or removed it. */
export async function replaceSealedValue(
  tx: TenantTransaction,
  { id, value, ...column }: SealedValue,
  replacement: Sealed,
): Promise<boolean> {
  const replaced = await tx.execute(
    sql`update ${sql.identifier(column.table)} set ${name(column)} = ${replacement}
         where id = ${id} and merchant_id = ${tx.merchantId} and ${name(column)} = ${value} returning id`,
  );
  return replaced.length > 0;
}
