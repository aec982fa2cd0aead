import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import postgres from "postgres";
import { createDatabase } from "@/db/client";
import { parseEnv } from "@/lib/env";
import { createServices } from "@/lib/services";
import { findViolations, type Violation } from "./chaos/check";
import { plantFaults } from "./chaos/faults";
import { createPeople } from "./chaos/guests";
import { readHistory } from "./chaos/history";
import { type ChaosMerchant, createChaosMerchant } from "./chaos/merchants";
import { placeOrders } from "./chaos/orders";
import { plants, refundAtOnce } from "./chaos/planted";
import { createRandom } from "./chaos/random";
import { type Part, startChaosStack } from "./chaos/stack";
import { watchQueue } from "./chaos/watch";
import { runProgram } from "./lib/program";

const usage = `npm run chaos -- [--orders N] [--kills K] [--seed S] [--merchants M] [--workers W] [--plant ${plants.join("|")}] [--beside <folder of the version before>]`;

/** Longer than a worker may be silent before its jobs go to others, and than its database waits for it in the middle of a transaction. */
const FROZEN_MS = 25_000;

/** What may be killed, and how often compared with each other. */
const targets: Part[] = ["worker", "worker", "worker", "web", "ingest", "database"];

/**
 * Orders through everything while processes and the database are killed and the network and the notifications misbehave; then the three
 * books are compared. Prints one line of JSON; the exit code is 1 when a rule was broken. A planted mistake must break one. Beside another version
 * every second worker is of that one, on the schema of this one.
 */
async function main(onStop: (stop: () => Promise<void>) => void): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...{ orders: { type: "string", default: "2000" }, kills: { type: "string" }, seed: { type: "string" } },
      ...{ merchants: { type: "string", default: "4" }, workers: { type: "string", default: "2" } },
      plant: { type: "string", default: "" },
      beside: { type: "string" },
    },
  });
  const orders = Number(values.orders);
  const kills = Number(values.kills ?? Math.ceil(orders / 50));
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  if (![orders, kills, seed, Number(values.merchants), Number(values.workers)].every(Number.isSafeInteger)) {
    console.error(usage);
    return 1;
  }
  const random = createRandom(seed);
  const started = performance.now();
  const stack = await startChaosStack({
    ...{ workers: Number(values.workers), planted: values.plant },
    ...(values.beside ? { beside: resolve(values.beside) } : {}),
  });
  onStop(stack.stop);
  const services = createServices(parseEnv(stack.env), createDatabase(stack.env.DATABASE_URL ?? "", { max: 4 }));
  const sql = postgres(stack.ownerUrl, { max: 3, onnotice: () => {} });
  onStop(async () => {
    await Promise.allSettled([services.db.$client.end({ timeout: 1 }), sql.end({ timeout: 1 })]);
  });
  // A refund that does not wait needs a till that is slower than it, or the order's success would withdraw it in time.
  const hasty = values.plant === "refund-on-409";
  if (hasty) await sql.unsafe(refundAtOnce);
  const merchants: ChaosMerchant[] = [];
  await stack.ready();
  for (let n = 0; n < Number(values.merchants); n += 1)
    merchants.push(
      await createChaosMerchant(services, stack.sandbox, {
        provider: n % 2 === 0 ? "stripe" : "viva",
        paymentMode: n % 4 < 2 ? "separate" : "embedded",
        ...{ noticesUrl: stack.channelUrl, posProcessingMs: hasty ? 30_000 : 100 },
      }),
    );
  const faults = await plantFaults(stack.sandbox, merchants, { orders, random });
  const people = createPeople({ services, ...stack }, random);

  const storm = { over: false, killed: { worker: 0, web: 0, ingest: 0, database: 0 }, frozen: 0 };
  const watch = watchQueue(sql);
  const placing = placeOrders(stack.channelUrl, merchants, { orders, random, guestOf: people.guestOf });
  const killing = (async () => {
    for (let n = 0; n < kills && !storm.over; n += 1) {
      await delay(400 + random.below(2_000));
      const part = targets[random.below(targets.length)] ?? "worker";
      await stack.kill(part, random.below(10));
      if (part === "worker") watch.afterBlow();
      storm.killed[part] += 1;
    }
  })();
  const freezing = (async () => {
    for (let n = 0; n < Math.ceil(kills / 10) && !storm.over; n += 1) {
      await delay(3_000 + random.below(3_000));
      watch.afterBlow();
      await stack.freeze(n, FROZEN_MS);
      storm.frozen += 1;
    }
  })();
  const placed = await placing;
  await killing;
  storm.over = true;
  await freezing;
  const stormMs = performance.now() - started;
  const patienceMs = values.plant === "" ? 4 * 60_000 : 30_000;
  // What the staff give back of what was settled has to be given back, too.
  await Promise.all([settle(sql, patienceMs), values.plant === "" && people.staffDone()]);
  await settle(sql, patienceMs);
  const history = await readHistory(sql, stack.sandbox, merchants, people.askedBack);
  const { recoverySeconds, violations: seen } = await watch.end();
  const violations = [...findViolations(history), ...seen];
  if (history.orders.length !== placed)
    violations.push({ rule: "intake", order: "-", what: `${history.orders.length} orders for ${placed} carts` });
  console.log(
    JSON.stringify({
      ...{ orders, seed, merchants: merchants.length, workers: Number(values.workers), plant: values.plant || null },
      beside: values.beside !== undefined,
      ...{
        killed: storm.killed,
        frozen: storm.frozen,
        recoverySeconds,
        faults,
        seconds: Math.round((performance.now() - started) / 1_000),
      },
      stormSeconds: Math.round(stormMs / 1_000),
      charges: history.bank.length,
      givenBack: history.bank.filter(({ refundedMinor }) => refundedMinor > 0).length,
      statuses: count(history.orders.map(({ status }) => status)),
      violations: count(violations.map(({ rule }) => rule)),
      ok: violations.length === 0,
      examples: examplesOf(violations),
    }),
  );
  return violations.length === 0 ? 0 : 1;
}

/** Until every order is over and every refund has been made, or nothing has changed for too long. */
async function settle(sql: postgres.Sql, patienceMs: number): Promise<void> {
  const until = performance.now() + 15 * 60_000;
  let quietSince = performance.now();
  let before = -1;
  while (performance.now() < until) {
    const [row] = await sql<{ open: number }[]>`
      select count(*)::int as open from orders o
       where status not in ('completed', 'refunded', 'cancelled') or refund_due_at is not null
          or exists (select 1 from refunds r where r.order_id = o.id and (r.status in ('requested', 'issued') or r.told_at is null))`.catch(
      () => [],
    );
    const open = row?.open ?? before;
    if (open === 0) return;
    if (open !== before) quietSince = performance.now();
    // A till that was told nothing takes as long as its time limit.
    if (performance.now() - quietSince > patienceMs) return;
    before = open;
    await delay(500);
  }
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

const examplesOf = (violations: readonly Violation[]) => violations.slice(0, 5);

await runProgram(({ onStop }) => main(onStop));
