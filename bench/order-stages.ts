import { setTimeout as pause } from "node:timers/promises";
import type postgres from "postgres";
import type { Stage } from "@/lib/testing/connection-stage";

/** When each of Stripe's notices left, by what it is about. The sandbox remembers only the newest, so it is asked all along. */
export function followNotices({ sandbox }: Stage) {
  type Notice = { seq: number; reference: string | null; outcome: string; attempts: { at: string }[] };
  const sentAt = new Map<string, number>();
  let since = 0;
  let over = false;
  const read = async () => {
    const { notifications } = await sandbox.control<{ notifications: Notice[] }>(
      "GET",
      `/notifications?type=STRIPE&since=${since}&atLeast=0`,
    );
    let whole = true;
    for (const { seq, reference, outcome, attempts } of notifications) {
      const first = attempts[0]?.at;
      if (outcome === "pending" || !first) whole = false;
      if (first && reference && !sentAt.has(reference)) sentAt.set(reference, Date.parse(first));
      if (whole) since = seq;
    }
  };
  const following = (async () => {
    while (!over) {
      await read();
      await pause(1_000);
    }
  })();
  return {
    stop: async () => {
      over = true;
      await following;
      await read();
      return sentAt;
    },
  };
}

/** When each order call came in at the sandbox, by the id that our log has too. */
export async function arrivalsOf({ sandbox }: Stage): Promise<Map<string, number>> {
  type Request = { at: string; method: string; correlationId: string | null };
  const { requests } = await sandbox.control<{ requests: Request[] }>("GET", "/requests?operation=orders");
  return new Map(
    requests.flatMap(({ at, method, correlationId }) =>
      method === "POST" && correlationId ? [[correlationId, Date.parse(at)]] : [],
    ),
  );
}

/** Milliseconds. */
export type Stages = {
  /** The notice's way into our database: HTTP, signature, one commit. */
  noticeStored: number;
  /** From there to the payment being known: the job's pick-up and, where Stripe's signed word is not enough, the call to Stripe. */
  paymentRead: number;
  /** To the order being paid: the order's books and the job that sends it, in one commit. */
  orderPaid: number;
  /** To the moment when the call leaves: the claim. */
  callLeaves: number;
  /** To its arrival at the till's side: token, our own limits, HTTP. */
  callArrives: number;
};
export const stageNames = ["noticeStored", "paymentRead", "orderPaid", "callLeaves", "callArrives"] as const;

/** One order's way. `noticed`: when its first notice left. `tries`: how often its notices were worked on. */
export type Way = { whole: number; stages: Stages; noticed: string; tries: number };

type Seen = { sentAt: ReadonlyMap<string, number>; arrivals: ReadonlyMap<string, number> };

/** Throws where one of the moments was not seen. */
export function wayOf(row: StageRow, { sentAt, arrivals }: Seen): Way {
  const noticed = Math.min(...[row.checkout, row.intent].map((id) => sentAt.get(id) ?? Number.POSITIVE_INFINITY));
  const arrived = arrivals.get(row.correlation);
  if (!Number.isFinite(noticed) || arrived === undefined) throw new Error("an order's way was not seen whole");
  return {
    ...{ whole: arrived - noticed, noticed: new Date(noticed).toISOString(), tries: row.tries },
    stages: {
      noticeStored: row.stored - noticed,
      paymentRead: row.read - row.stored,
      orderPaid: row.paid - row.read,
      callLeaves: row.leaves - row.paid,
      callArrives: arrived - row.leaves,
    },
  };
}

type StageRow = {
  checkout: string;
  intent: string;
  correlation: string;
  stored: number;
  read: number;
  paid: number;
  leaves: number;
  tries: number;
};

/** When each step of an order's way was, in milliseconds of the database's clock. */
export const readStages = (owner: postgres.Sql, orders: readonly { orderId: string }[]) => owner<StageRow[]>`
  select p.checkout_id as checkout, p.provider_payment_id as intent, sent.correlation_id as correlation,
         1000 * extract(epoch from (select min(e.received_at) from payment_events e where e.payment_id = p.id))::float8 as stored,
         1000 * extract(epoch from p.changed_at)::float8 as read,
         1000 * extract(epoch from (select min(t.at) from order_timeline t where t.order_id = o.id and t.kind = 'payment captured'))::float8 as paid,
         1000 * extract(epoch from sent.at)::float8 as leaves,
         (select max(e.attempts) from payment_events e where e.payment_id = p.id)::int as tries
    from orders o join payments p on p.order_id = o.id
    join lateral (select t.at, t.correlation_id from order_timeline t
                   where t.order_id = o.id and t.direction = 'out' and t.kind = 'orders.submitLocal' order by t.id limit 1) sent on true
   where o.id = any(${orders.map(({ orderId }) => orderId)})`;
