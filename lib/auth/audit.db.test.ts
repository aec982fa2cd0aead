import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { type TenantTransaction, withTenant } from "@/db/client";
import { appendAudit, firstBrokenAuditEntry } from "@/db/queries/audit";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { createTestMerchant } from "@/lib/testing/merchants";

const database = databaseUnderTest({ max: 8 });

async function merchantWithTrail(entries: number): Promise<string> {
  const { merchant, owner } = await createTestMerchant(database.db);
  const actor = { userId: owner.id, userName: owner.name };
  const notes = Array.from({ length: entries }, (_, n) =>
    appendAudit(database.db, { merchantId: merchant.id, actor, action: "test.done", detail: { n, text: "é \" ' {" } }),
  );
  await Promise.all(notes);
  return merchant.id;
}

const broken = (merchantId: string) => withTenant(database.db, merchantId, firstBrokenAuditEntry);

test("writers at once make one unbroken chain", async () => {
  const merchantId = await merchantWithTrail(100);
  const rows = await database.owner`select seq::int from audit_entries where merchant_id = ${merchantId} order by seq`;
  expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 101 }, (_, n) => n + 1));
  expect(await broken(merchantId)).toBeNull();
});

const attempts = {
  "change an entry": sql`update audit_entries set action = 'other'`,
  "delete an entry": sql`delete from audit_entries`,
  "empty the trail": sql`truncate audit_entries`,
  "write an entry past the chain": sql`insert into audit_entries (merchant_id, seq, at, action, detail, hash) values (gate.current_merchant(), 99, now(), 'x', '{}', 'x')`,
  "drop the trail": sql`drop table audit_entries`,
};

test.each(Object.entries(attempts))("the app's role cannot %s", async (_, statement) => {
  const merchantId = await merchantWithTrail(3);
  const attempt = withTenant(database.db, merchantId, (tx: TenantTransaction) => tx.execute(statement));
  await expect(attempt).rejects.toMatchObject({ cause: { code: "42501" } });
  expect(await broken(merchantId)).toBeNull();
});

test.each(["action", "actor_name", "subject", "detail", "at", "hash"])(
  "a change of %s behind the app's back is found",
  async (column) => {
    const merchantId = await merchantWithTrail(5);
    const value = { detail: "'{}'::jsonb", at: "at + interval '1 second'" }[column] ?? "'changed'";
    await database.owner.unsafe(`update audit_entries set ${column} = ${value} where merchant_id = $1 and seq = 3`, [
      merchantId,
    ]);
    expect(await broken(merchantId)).toBe(3);
  },
);

test("a missing entry is found", async () => {
  const merchantId = await merchantWithTrail(5);
  await database.owner`delete from audit_entries where merchant_id = ${merchantId} and seq = 3`;
  expect(await broken(merchantId)).toBe(4);
});

test("a trail whose last entries were cut off is found, also when it has grown again since", async () => {
  const merchantId = await merchantWithTrail(5);
  await database.owner`delete from audit_entries where merchant_id = ${merchantId} and seq > 4`;
  for (let later = 0; later < 4; later += 1) {
    expect(await broken(merchantId)).toBe(6);
    await appendAudit(database.db, { merchantId, actor: null, action: "test.later" });
  }
  await database.owner`delete from audit_entries where merchant_id = ${merchantId}`;
  expect(await broken(merchantId)).toBe(6);
});

test("an entry that was written while the end of the trail was not kept yet does no harm", async () => {
  const merchantId = await merchantWithTrail(3);
  await database.owner`update audit_heads h set seq = e.seq, hash = e.hash from audit_entries e
    where h.merchant_id = ${merchantId} and e.merchant_id = h.merchant_id and e.seq = 2`;
  expect(await broken(merchantId)).toBeNull();
  await appendAudit(database.db, { merchantId, actor: null, action: "test.later" });
  const [head] = await database.owner<
    { seq: number }[]
  >`select seq::int from audit_heads where merchant_id = ${merchantId}`;
  expect(head?.seq).toBe(5);
});
