import { expect } from "vitest";
import { callerFor, locationOf } from "./caller";
import { startReceiver } from "./receiver";
import { Digits, fresh } from "./samples";
import type { TestSandbox } from "./sandbox";

export type Note = {
  seq: number;
  type: string;
  status: string;
  reference: string;
  outcome: string;
  body: string;
  copyOf: number | null;
  attempts: unknown[];
};
export type CheckView = { identifier: string; dueCents: number; totalCents: number; closedAt?: number };

const endpoint = {
  endpointId: "till",
  withBasicAuth: true,
  username: "u",
  password: "p",
  provideAccount: true,
  expandTransactions: true,
  expandPayments: true,
  subscribeTo: [
    { resource: "order", name: "DELIVERED" },
    { resource: "item", name: "SALES_RESTRICTION_UPDATED" },
    { resource: "order_api", name: "ONLINE_ORDER_READINESS" },
  ],
};

/** A restaurant without a past whose notifications reach a receiver of its own. */
export async function openTillDesk(sandbox: TestSandbox) {
  const receiver = await startReceiver();
  const account = await sandbox.account({
    settings: { posProcessingMs: 0, webhookRetryMs: [0, 0] },
    businesses: [{ name: "One", locations: [{ name: "One", historyDays: 0 }] }],
  });
  const call = await callerFor(sandbox, account);
  const location = locationOf(account);
  await call("PUT", "/o/wh/1/webhook", { ...endpoint, url: receiver.url });
  await call("PUT", `/o/wh/1/webhook/till/business-locations/${location}`);

  const order = (part: object = {}) => ({
    businessLocationId: new Digits(location),
    thirdPartyReference: fresh("upv"),
    endpointId: "till",
    customerInfo: { firstName: "Guest" },
    items: [{ quantity: 2, sku: "STA-SOEP" }],
    ...part,
  });
  const payment = (identifier: string, part: object = {}) => ({
    businessLocationId: new Digits(location),
    endpointId: "till",
    thirdPartyPaymentReference: fresh("pay"),
    iKaccountIdentifier: identifier,
    paymentMethod: "OOPAYMENT",
    paymentAmount: 15,
    ...part,
  });
  async function notes(query: Record<string, string>, atLeast = 1): Promise<Note[]> {
    const filter = new URLSearchParams({ account: account.accountId, ...query, atLeast: String(atLeast) });
    return (await sandbox.control<{ notifications: Note[] }>("GET", `/notifications?${filter}`)).notifications;
  }
  const decided = (kind: "orders" | "payments", reference: string) =>
    sandbox.control<{ state: string; reason?: string; error?: string; identifier: string }>(
      "GET",
      `/till/${location}/${kind}?reference=${reference}`,
    );
  async function place(part: object = {}, kind = "local") {
    const body = order(part);
    const answer = await call("POST", `/o/op/1/order/${kind}`, body);
    expect(answer.text).toBe('{"status":"ok"}');
    return decided("orders", body.thirdPartyReference);
  }
  const till = <T>(method: string, path: string, body?: unknown) =>
    sandbox.control<T>(method, `/till/${location}${path}`, body);
  return { receiver, account, call, location, order, payment, notes, decided, place, till };
}

export type TillDesk = Awaited<ReturnType<typeof openTillDesk>>;
