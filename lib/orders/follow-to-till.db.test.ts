import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { insertRefund } from "@/db/queries/refunds";
import type { Order } from "@/db/schema";
import { goOn } from "@/lib/jobs/go-on";
import { NotYetItsTurnError } from "@/lib/jobs/turns";
import { factFor, follow, placeOrder, reload, runJobs } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { followToTill } from "./follow-to-till";

const at = orderTests();
let owner: postgres.Sql;
beforeAll(() => {
  owner = postgres(at.stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(() => owner.end());

const db = () => at.stage.services.db;
type Job = { locked_by: string | null; attempts: number; last_error: string | null; due: boolean };
const jobsOf = ({ id }: Order) => owner<Job[]>`
  select locked_by, attempts, last_error, run_at <= now() as due from graphile_worker._private_jobs where payload->>'orderId' = ${id}`;
const sent = async () =>
  (await at.stage.sandbox.requests({ account: at.merchant.account.accountId, operation: "orders" })).length;

/** An order whose payment is proven and which knows nothing of it yet. */
async function proven(): Promise<{ order: Order; payment: { merchantId: string; paymentId: string } }> {
  const order = await placeOrder(at.stage, at.merchant);
  const { merchantId, paymentId } = await factFor(at.stage, order);
  return { order, payment: { merchantId, paymentId } };
}
const doer = (workerId = "w1") => ({ signal: new AbortController().signal, workerId });

test("who has proven a payment goes on with its order: nobody else sees its job, it is sent once and the job is gone", async () => {
  const { order, payment } = await proven();
  const onward = await followToTill(at.stage.services, payment, doer());
  if (!onward) throw new Error("nothing to go on with");
  expect(await jobsOf(order)).toEqual([{ locked_by: "w1", attempts: 1, last_error: null, due: true }]);
  // Told a second time it is not another one's to send.
  expect(await followToTill(at.stage.services, payment, doer("w2"))).toBeUndefined();
  await runJobs(at.stage);
  expect(await sent()).toBe(0);
  await goOn(db(), onward, "w1", (work) => work());
  expect({ sent: await sent(), jobs: await jobsOf(order) }).toEqual({ sent: 1, jobs: [] });
  await follow(at.stage, at.merchant, order, ["completed"]);
});

test("one that dies before it went on leaves the order to the next worker, as every job that it had begun", async () => {
  const { order, payment } = await proven();
  await followToTill(at.stage.services, payment, doer("dead"));
  await owner`select graphile_worker.force_unlock_workers(array['dead'])`;
  await runJobs(at.stage);
  expect({ sent: await sent(), jobs: await jobsOf(order) }).toEqual({ sent: 1, jobs: [] });
});

test("one that is taken for dead and wakes late ends nobody else's job", async () => {
  const { order, payment } = await proven();
  const onward = await followToTill(at.stage.services, payment, doer("frozen"));
  if (!onward) throw new Error("nothing to go on with");
  const others = { locked_by: "w2", attempts: 2, last_error: null, due: true };
  const taken = () => owner`
    update graphile_worker._private_jobs set locked_by = 'w2', attempts = 2 where payload->>'orderId' = ${order.id}`;
  await goOn(db(), onward, "frozen", async () => void (await taken()));
  expect(await jobsOf(order)).toEqual([others]);
  await goOn(db(), onward, "frozen", () => Promise.reject(new Error("went wrong")));
  expect(await jobsOf(order)).toEqual([others]);
});

test("what fails on the way is the queue's again, with its reason and after a pause", async () => {
  const { order, payment } = await proven();
  const onward = await followToTill(at.stage.services, payment, doer());
  if (!onward) throw new Error("nothing to go on with");
  await goOn(db(), onward, "w1", () => Promise.reject(new NotYetItsTurnError("is being worked on")));
  expect(await jobsOf(order)).toEqual([{ locked_by: null, attempts: 1, last_error: "is being worked on", due: false }]);
  await owner`update graphile_worker._private_jobs set run_at = now() where payload->>'orderId' = ${order.id}`;
  await runJobs(at.stage);
  expect(await sent()).toBe(1);
});

test("a try that is to be repeated has a job of its own, which the end of the first one leaves alone", async () => {
  const { order, payment } = await proven();
  await at.fault("orders", { type: "status", status: 503 }, 10);
  const onward = await followToTill(at.stage.services, payment, doer());
  if (!onward) throw new Error("nothing to go on with");
  await goOn(db(), onward, "w1", (work) => work());
  expect(await jobsOf(order)).toEqual([{ locked_by: null, attempts: 0, last_error: null, due: false }]);
  expect((await reload(at.stage, order)).status).toBe("submitting");
});

test("a worker that is to stop, and one that does not know whether the order became paid, keep nothing", async () => {
  const stopping = new AbortController();
  stopping.abort();
  const first = await proven();
  const doomed = { signal: stopping.signal, workerId: "w1" };
  expect(await followToTill(at.stage.services, first.payment, doomed)).toBeUndefined();
  expect(await jobsOf(first.order)).toMatchObject([{ locked_by: null, attempts: 0 }]);

  const second = await proven();
  const losing = Object.assign(Object.create(db()), {
    transaction: async (work: Parameters<ReturnType<typeof db>["transaction"]>[0]) => {
      const result = await db().transaction(work);
      const jobs = await jobsOf(second.order);
      if (jobs.length > 0) throw new Error("the connection broke");
      return result;
    },
  });
  const services = { ...at.stage.services, db: losing };
  await expect(followToTill(services, second.payment, doer())).rejects.toThrow("connection broke");
  expect(await jobsOf(second.order)).toMatchObject([{ locked_by: null }]);
});

test("what breaks off after the order became paid lets others have the order's job", async () => {
  const { order, payment } = await proven();
  await withTenant(db(), payment.merchantId, (tx) =>
    insertRefund(tx, {
      ...{ paymentId: payment.paymentId, orderId: order.id, amountMinor: 100, currency: "EUR", reason: "Given back." },
      ...{ origin: "provider", status: "failed", settledAt: new Date(), dueAt: new Date() },
    }),
  );
  const breaking = Object.assign(Object.create(db()), {
    transaction: async (work: Parameters<ReturnType<typeof db>["transaction"]>[0]) => {
      if ((await jobsOf(order)).length > 0) throw new Error("the connection broke");
      return db().transaction(work);
    },
  });
  const services = { ...at.stage.services, db: breaking };
  await expect(followToTill(services, payment, doer())).rejects.toThrow("connection broke");
  expect((await reload(at.stage, order)).status).toBe("paid");
  expect(await jobsOf(order)).toEqual([{ locked_by: null, attempts: 1, last_error: null, due: true }]);
});
