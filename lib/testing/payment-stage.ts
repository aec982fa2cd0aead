import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { withTenant } from "@/db/client";
import { findPayment } from "@/db/queries/payments";
import { findRefund } from "@/db/queries/refunds";
import type { Payment, Refund } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { createIngestServer } from "@/lib/ingest-server";
import { registry } from "@/lib/jobs/registry";
import { followPayment } from "@/lib/payments/follow-payment";
import { followRefund } from "@/lib/payments/follow-refund";
import { createPaymentNotices } from "@/lib/payments/notices";
import type { PaymentFact } from "@/lib/payments/payment-fact";
import { startPayment } from "@/lib/payments/start-payment";
import type { Services } from "@/lib/services";
import { createStageMerchant, openStage, type Stage } from "./connection-stage";
import { payThrough } from "./pay-through";
import { paymentsAt } from "./payments-at";

export type Books = {
  checkouts: { id: string; state: string }[];
  charges: { id: string; state: string; amount: number; checkout: string; refunded: number }[];
  refunds: { id: string; amount: number; state: string }[];
};

/** What a rule of payments is tested on: both stand-ins, our two addresses for their notices, and a merchant's profiles. */
export type PaymentStage = Stage & {
  services: Services;
  merchant: (options?: { name?: string }) => Promise<StageMerchant>;
  close: () => Promise<void>;
};

export type StageMerchant = {
  actor: Actor;
  merchantId: string;
  locationId: string;
  /** Makes the location pay through a new account at this provider. */
  payThrough: (provider: "stripe" | "viva") => Promise<{ profileId: string; account: string }>;
};

const refused = { status: 404, headers: {} };
const noLightspeed = {
  receive: async () => refused,
  refuse: () => refused,
  warm: async () => {},
  close: async () => {},
};

/** Opens a stage whose sandbox delivers webhooks to our receiver. */
export async function openPaymentStage(): Promise<PaymentStage> {
  const stage = await openStage();
  const server = createIngestServer({ lightspeed: noLightspeed, payments: createPaymentNotices(stage.services) });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const appUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
  const services: Services = { ...stage.services, payments: paymentsAt(stage.sandbox.url, appUrl) };
  return {
    ...stage,
    services,
    merchant: (options = {}) => createMerchant({ ...stage, services }, options.name),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await stage.close();
    },
  };
}

async function createMerchant(stage: Stage, name?: string): Promise<StageMerchant> {
  const { actor, locationId } = await createStageMerchant(stage, name);
  return {
    ...{ actor, merchantId: actor.merchantId, locationId },
    payThrough: (provider) => payThrough(stage.services, stage.sandbox, { actor, locationId, provider }),
  };
}

/** Sends a guest of this merchant's to pay for a lunch. */
export async function sendToPay(
  stage: { services: Services },
  { merchantId, locationId }: Pick<StageMerchant, "merchantId" | "locationId">,
  amountMinor = 1_250,
): Promise<{ paymentId: string; checkoutId: string }> {
  const { paymentId } = await startPayment(stage.services, {
    ...{ merchantId, locationId, orderId: randomUUID(), amountMinor, currency: "EUR", description: "Lunch" },
    returnUrl: `${stage.services.payments.appUrl}/o/x`,
  });
  return { paymentId, checkoutId: (await paymentOf(stage, merchantId, paymentId))?.checkoutId ?? "" };
}

/** Facts as they are told, in the order of telling. */
export function collectFacts(): { facts: PaymentFact[]; apply: (_: unknown, fact: PaymentFact) => Promise<void> } {
  const facts: PaymentFact[] = [];
  return { facts, apply: async (_, fact) => void facts.push(fact) };
}

type Apply = (services: Services, fact: PaymentFact) => Promise<void>;
type Job = { id: string; task: string; payload: { merchantId: string; paymentId: string; refundId: string } };

/** Runs what the queue holds for payments, as workers would, until nothing is left that is due. Faults put a job back. */
export async function workOff({ services }: { services: Services }, apply: Apply, merchantId?: string): Promise<void> {
  if (!registry.some(({ name }) => name === "payments.read")) throw new Error("the worker knows no payments");
  for (;;) {
    const [job] = await services.db.$client<Job[]>`
      select j.id, t.identifier as task, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier in ('payments.read', 'payments.refund') and j.run_at <= now()
         and (j.payload->>'merchantId' = ${merchantId ?? null} or ${merchantId === undefined}) order by j.id limit 1`;
    if (!job) return;
    await services.db.$client`select graphile_worker.complete_jobs(array[${job.id}::bigint])`;
    if (job.task === "payments.read") await followPayment(services, job.payload, apply);
    else await followRefund(services, job.payload, apply);
  }
}

export const paymentOf = (
  { services }: { services: Services },
  merchantId: string,
  paymentId: string,
): Promise<Payment | null> => withTenant(services.db, merchantId, (tx) => findPayment(tx, paymentId));

export const refundOf = (
  { services }: { services: Services },
  merchantId: string,
  refundId: string,
): Promise<Refund | null> => withTenant(services.db, merchantId, (tx) => findRefund(tx, refundId));
