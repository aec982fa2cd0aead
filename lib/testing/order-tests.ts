import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Order } from "@/db/schema";
import { openStage, type Stage } from "./connection-stage";
import { createOrderMerchant, moneyPlaces, type OrderMerchant, openIssues, setOrder } from "./order-stage";

export type OrderTests = {
  readonly stage: Stage;
  merchant: OrderMerchant;
  /** One call of the till's side of the sandbox, at the merchant's place. */
  till: <T = unknown>(method: "POST" | "PATCH" | "PUT" | "GET", path: string, body?: object) => Promise<T>;
  /** The next calls of this kind meet this. */
  fault: (operation: string, effect: object, times?: number) => Promise<{ id: string }>;
  /** The next notification of this kind never comes. */
  lose: (type: string, status: string) => Promise<unknown>;
  /** Puts an order into the middle of a story, past every rule. */
  set: (order: Order, change: Partial<Order>) => Promise<void>;
  /** What needs somebody of the merchant's: of this kind, or all of it. */
  issues: (kind?: string) => ReturnType<typeof openIssues>;
  /** Where each cent of an order is, by its books. */
  places: (order: Order) => ReturnType<typeof moneyPlaces>;
};

/** For the tests of a file: one stage, and for each test a merchant of its own who can take orders. */
export function orderTests(): OrderTests {
  let stage: Stage | undefined;
  let merchant: OrderMerchant | undefined;
  const ready = <T>(it: T | undefined): T => {
    if (it === undefined) throw new Error("only inside a test");
    return it;
  };
  const tests: OrderTests = {
    get stage() {
      return ready(stage);
    },
    get merchant() {
      return ready(merchant);
    },
    set merchant(other) {
      merchant = other;
    },
    till: (method, path, body) => tests.stage.sandbox.control(method, `/till/${tests.merchant.placeId}${path}`, body),
    fault: (operation, effect, times = 1) =>
      tests.stage.sandbox.control("POST", "/faults", {
        ...{ account: tests.merchant.account.accountId, operation, times, do: effect },
      }),
    lose: (type, status) =>
      tests.stage.sandbox.control("POST", "/notifications/faults", {
        ...{ account: tests.merchant.account.accountId, type, status, times: 1, do: { type: "lose" } },
      }),
    set: (order, change) => setOrder(tests.stage, order, change),
    issues: (kind) => openIssues(tests.stage, tests.merchant.actor.merchantId, kind),
    places: (order) => moneyPlaces(tests.stage, order),
  };
  beforeAll(async () => {
    stage = await openStage();
  });
  beforeEach(async () => {
    merchant = await createOrderMerchant(tests.stage);
  });
  afterAll(() => stage?.close());
  return tests;
}
