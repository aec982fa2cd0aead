import postgres from "postgres";
import { sendStubbornly } from "./stubborn-sender";
import { report } from "./vault-stage";
import { authorization } from "./webhook-stage";

type Plan = {
  /** References begin with it. */
  mark: string;
  url: string;
  seconds: number;
  perSecond: number;
  /** What is done to the database meanwhile, and between which moments (`performance.now()`) it was out of order. */
  trouble: () => Promise<{ from: number; to: number }>;
};

function percentile99(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
}

/** Sends to a receiver at a steady rate while something is done to its database, and looks what is there afterwards. */
export async function sendThrough(ownerUrl: string, { mark, url, seconds, perSecond, trouble }: Plan) {
  const started = performance.now();
  const sending = sendStubbornly({
    ...{ url: () => url, count: seconds * perSecond, parallel: perSecond * 2, perSecond, authorization, pauseMs: 250 },
    bodyOf: (n: number) => JSON.stringify({ thirdPartyReference: `${mark}-${n}` }),
  });
  const { from, to } = await trouble();
  const log = await sending;
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const rows = await sql`select distinct reference from webhook_events where reference like ${`${mark}-%`}`;
  await sql.end();
  const there = new Set(rows.map(({ reference }) => reference));
  const slowest = percentile99(log.refusals.map(({ ms }) => ms));
  const recoveredMs = Math.max(...log.refusals.map(({ at }) => at)) - (to - started);
  report(
    `${mark}: away ${((to - from) / 1000).toFixed(1)} s, ${log.refusals.length} refused, 99 of 100 refused within ${slowest.toFixed(0)} ms, the last one ${recoveredMs.toFixed(0)} ms after its return`,
  );
  return { log, slowest, recoveredMs, lost: log.acknowledged.filter((n) => !there.has(`${mark}-${n}`)) };
}
