import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { freePort } from "@/db/embedded/free-port";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { type OwnProcess, startIngest, startWorker } from "@/lib/testing/ingest-process";
import { insertSubmittedOrder } from "@/lib/testing/submitted-order";
import { createSender } from "@/lib/testing/webhook-sender";
import { authorization, insertEndpointOwner } from "@/lib/testing/webhook-stage";

const database = databaseUnderTest();
const HOUR_MS = 3_600_000;
const running: OwnProcess[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.kill()));
});

/** The process's own clock, an hour ahead or behind. */
const shiftedBy = (ms: number) => {
  const program = `const D=Date;globalThis.Date=class extends D{constructor(...a){a.length?super(...a):super(D.now()+${ms})}static now(){return D.now()+${ms}}}`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}` };
};

test.each([1, -1])(
  "a worker whose clock is %i hour off works on deliveries, and ends what is over and nothing else",
  async (hours) => {
    const house = await insertEndpointOwner(database);
    const [over, open] = [
      await insertSubmittedOrder(database.owner, house, 10 + hours),
      await insertSubmittedOrder(database.owner, house, 20 + hours),
    ];
    const waitsUntil = (id: string, minutes: number) =>
      database.owner`update orders set status = 'awaiting_payment', paid_at = null, deadline_at = now() + ${minutes} * interval '1 minute' where id = ${id}`;
    await waitsUntil(over.id, -1);
    await waitsUntil(open.id, 30);
    const port = await freePort();
    const url = database.urls.appUrl;
    running.push(await startIngest(url, port), await startWorker(url, shiftedBy(hours * HOUR_MS)));
    const sender = createSender(`http://127.0.0.1:${port}`);
    const body = { type: "ITEM", sku: "1", count: 1, businessLocationId: house.placeId, countUpdatedAt: new Date() };
    const sent = { path: `/webhook/lightspeed/${house.endpointId}`, headers: { authorization } };
    expect((await sender.sendUntilHeard({ ...sent, body: JSON.stringify(body) })).status).toBe(200);
    sender.close();
    const statusOf = async (id: string) =>
      (await database.owner`select status from orders where id = ${id}`)[0]?.status;
    const isOver = async () => (await statusOf(over.id)) !== "awaiting_payment";
    const waiting = async () =>
      Number(
        (
          await database.owner`select count(*) from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'orders.reconcile'`
        )[0]?.count,
      );
    while (!(await isOver()) || (await waiting()) > 0) await pause(50);
    expect(await statusOf(open.id)).toBe("awaiting_payment");
    const taken = async () =>
      (await database.owner`select status from webhook_events where merchant_id = ${house.merchantId}`)[0]?.status;
    while ((await taken()) === "received") await pause(50);
    expect(await taken()).toBe("processed");
  },
  180_000,
);
