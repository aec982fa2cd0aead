import type postgres from "postgres";
import type { SandboxProcess } from "@/lib/testing/sandbox-process";
import type { History } from "./check";

/** Where a merchant's till and bank are asked. */
export type Places = { merchantId: string; placeId: string; bankAccount: string };

type Row = Omit<History["orders"][number], "askedBackMinor"> & { merchantId: string };
type TillOrder = History["till"]["orders"][number];
type TillChecks = {
  checks: { identifier: string; references: string[]; payments: { cents: number; tipCents: number }[] }[];
};
type Books = {
  checkouts: { id: string; reference: string }[];
  charges: { id: string; checkout: string; state: string; amount: number; refunded: number }[];
};

/**
 * Reads the three books: our database as its owner, the till over its control, and the bank from what the providers' stand-ins have
 * written down themselves. Of us the bank only knows the payment's id that it was given; what we believe of its money is not asked.
 */
export async function readHistory(
  sql: postgres.Sql,
  sandbox: Pick<SandboxProcess, "control">,
  merchants: readonly Places[],
  askedBack: ReadonlyMap<string, number> = new Map(),
): Promise<History> {
  const orders = await sql<Row[]>`
    select o.id, o.number, o.status, o.merchant_id as "merchantId", o.total_minor::int as "totalMinor", o.tip_minor::int as "tipMinor",
           (extract(epoch from now() - o.updated_at) * 1000)::int as "idleMs",
           (select array_agg(r.reference) from order_references r where r.order_id = o.id and r.step = 'order') as references,
           (select coalesce(jsonb_object_agg(l.account, l.sum), '{}') from
             (select account, sum(amount_minor)::int as sum from ledger_entries where order_id = o.id group by account) l) as ledger
      from orders o where o.merchant_id = any(${merchants.map(({ merchantId }) => merchantId)})`;
  const payments = await sql<{ id: string; orderId: string }[]>`select id, order_id as "orderId" from payments`;
  const orderOf = new Map(payments.map(({ id, orderId }) => [id, orderId]));
  const till: History["till"] = { orders: [], refusals: [], checks: [] };
  const bank: History["bank"] = [];
  for (const { placeId, merchantId, bankAccount } of merchants) {
    const { checks } = await sandbox.control<TillChecks>("GET", `/till/${placeId}/checks`);
    for (const { payments: paid, ...check } of checks)
      till.checks.push({
        ...check,
        payments: paid.map(({ cents, tipCents }) => ({ amountMinor: cents, tipMinor: tipCents })),
      });
    const { refusals } = await sandbox.control<Pick<History["till"], "refusals">>("GET", `/till/${placeId}/refusals`);
    till.refusals.push(...refusals);
    for (const order of orders.filter((one) => one.merchantId === merchantId))
      till.orders.push(...(await lookUp(sandbox, placeId, order.references)));
    bank.push(...ofBank(await sandbox.control<Books>("GET", `/payments/accounts/${bankAccount}/books`), orderOf));
  }
  return { orders: orders.map((row) => ({ ...row, askedBackMinor: askedBack.get(row.id) ?? 0 })), till, bank };
}

function ofBank({ checkouts, charges }: Books, orderOf: ReadonlyMap<string, string>): History["bank"] {
  const named = new Map(checkouts.map(({ id, reference }) => [id, reference]));
  return charges
    .filter(({ state }) => state === "paid")
    .map(({ id, checkout, amount, refunded }) => ({
      ...{ charge: id, orderId: orderOf.get(named.get(checkout) ?? "") ?? null },
      ...{ capturedMinor: amount, refundedMinor: refunded },
    }));
}

async function lookUp(
  sandbox: Pick<SandboxProcess, "control">,
  placeId: string,
  references: readonly string[],
): Promise<TillOrder[]> {
  const found: TillOrder[] = [];
  for (const reference of references) {
    // A reference that the till does not know is answered with 404.
    const answer = await sandbox
      .control<TillOrder>("GET", `/till/${placeId}/orders?reference=${encodeURIComponent(reference)}&timeoutMs=0`)
      .catch((error: unknown) => {
        if (error instanceof Error && error.message.includes(": 404 ")) return null;
        throw error;
      });
    if (answer) found.push(answer);
  }
  return found;
}
