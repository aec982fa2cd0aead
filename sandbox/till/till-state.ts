import type { Sale } from "../sales/sale";
import type { Collection, Store } from "../state/store";
import type { BackOffice } from "../world/back-office";
import type { Check } from "./check";
import type { Refusal } from "./refusals";

export type TillStatus = {
  salesPeriod: "OPENED" | "CLOSED";
  acceptingOnlineOrders: boolean;
  availableDevices: boolean;
  apiEnabled: boolean;
  /** Whether the location has an order profile and a staff member mapped for online orders. */
  profileMapped: boolean;
  staffMapped: boolean;
  updatedAt: number;
};

export type Count = { sku: string; count: number | null; updatedAt: number };

export type TaskState = "queued" | "done" | "failed";

export type OrderTask = {
  reference: string;
  kind: "local" | "toGo";
  endpointId: string;
  body: unknown;
  acceptedAt: number;
  /** When it may go to the till, and until when. */
  releaseAt: number;
  deadline: number;
  state: TaskState;
  identifier?: string | undefined;
  reason?: string | undefined;
  seq: number;
};

export type PayTask = {
  reference: string;
  endpointId: string;
  identifier: string;
  method?: string | undefined;
  staffId?: string | undefined;
  deviceId?: string | undefined;
  cents: number;
  tipCents: number;
  acceptedAt: number;
  deadline: number;
  state: TaskState;
  reason?: string | undefined;
  error?: string | undefined;
  seq: number;
};

export type Message = {
  id: string;
  text: string;
  alsoToPrinter: boolean;
  sentAt: number;
  shownAt?: number | undefined;
};

/** All that a location's till remembers. */
export type TillState = {
  status: Collection<TillStatus>;
  counts: Collection<Count>;
  checks: Collection<Check>;
  orders: Collection<OrderTask>;
  payments: Collection<PayTask>;
  messages: Collection<Message>;
  sales: Collection<Sale>;
  /** Guests of the history whose check the till has taken over; the history no longer tells of them. */
  adopted: Collection<true>;
  counters: Collection<number>;
  backOffice: Collection<BackOffice>;
  refusals: Collection<Refusal>;
};

export function openTillState(store: Store, locationId: string): TillState {
  const named = <T>(name: string) => store.collection<T>(`till-${name}/${locationId}`);
  return {
    status: named("status"),
    counts: named("counts"),
    checks: named("checks"),
    orders: named("orders"),
    payments: named("payments"),
    messages: named("messages"),
    sales: named("sales"),
    adopted: named("adopted"),
    counters: named("counters"),
    backOffice: named("back-office"),
    refusals: named("refusals"),
  };
}

export function nextNumber({ counters }: Pick<TillState, "counters">, name: string): number {
  const number = (counters.get(name) ?? 0) + 1;
  counters.set(name, number);
  return number;
}
