import type postgres from "postgres";
import type { SandboxProcess } from "@/lib/testing/sandbox-process";
import type { History } from "./check";
import type { ChaosMerchant } from "./merchants";

type Row = History["orders"][number] & { merchantId: string };
type TillOrder = { reference: string; state: string };
type TillPayment = TillOrder & { cents: number; tipCents: number };
type TillChecks = { checks: { identifier: string; references: string[] }[] };

/** Reads the three books: our database as its owner, the till over its control, the bank from the payments. */
export async function readHistory(
  sql: postgres.Sql,
  sandbox: SandboxProcess,
  merchants: readonly ChaosMerchant[],
): Promise<History> {
  const orders = await sql<Row[]>`
    select o.id, o.number, o.status, o.merchant_id as "merchantId", o.total_minor::int as "totalMinor", o.tip_minor::int as "tipMinor",
           (extract(epoch from now() - o.updated_at) * 1000)::int as "idleMs",
           (select array_agg(r.reference) from order_references r where r.order_id = o.id and r.step = 'order') as references,
           (select array_agg(r.reference) from order_references r where r.order_id = o.id and r.step = 'payment') as "paymentReferences",
           (select coalesce(jsonb_object_agg(l.account, l.sum), '{}') from
             (select account, sum(amount_minor)::int as sum from ledger_entries where order_id = o.id group by account) l) as ledger
      from orders o`;
  const bank = await sql<History["bank"][number][]>`
    select order_id as "orderId", sum(coalesce(captured_minor, 0))::int as "capturedMinor", sum(refunded_minor)::int as "refundedMinor"
      from payments group by order_id`;
  const till: History["till"] = { orders: [], payments: [], checks: [] };
  for (const { placeId, merchantId } of merchants) {
    const { checks } = await sandbox.control<TillChecks>("GET", `/till/${placeId}/checks`);
    till.checks.push(...checks);
    const own = orders.filter((order) => order.merchantId === merchantId);
    for (const order of own) {
      till.orders.push(...(await lookUp<TillOrder>(sandbox, placeId, "orders", order.references)));
      const payments = await lookUp<TillPayment>(sandbox, placeId, "payments", order.paymentReferences);
      till.payments.push(
        ...payments.map(({ cents, tipCents, ...rest }) => ({ ...rest, amountMinor: cents, tipMinor: tipCents })),
      );
    }
  }
  return { orders: [...orders], till, bank: [...bank] };
}

async function lookUp<T>(
  sandbox: SandboxProcess,
  placeId: string,
  what: "orders" | "payments",
  references: readonly string[],
): Promise<T[]> {
  const found: T[] = [];
  for (const reference of references) {
    // A reference that the till does not know is answered with 404.
    const answer = await sandbox
      .control<T>("GET", `/till/${placeId}/${what}?reference=${encodeURIComponent(reference)}&timeoutMs=0`)
      .catch((error: unknown) => {
        if (error instanceof Error && error.message.includes(": 404 ")) return null;
        throw error;
      });
    if (answer) found.push(answer);
  }
  return found;
}
