import type {
  LedgerAccount,
  OrderAddress,
  OrderChannel,
  OrderCustomer,
  OrderKind,
  OrderLine,
  OrderStatus,
  OrderStep,
  PaymentMode,
  SlipKind,
  SlipState,
} from "@/db/schema";
import type { Region } from "@/lib/format";

import type { LineLeft } from "./refund-lines";

export type { LedgerAccount, OrderChannel, OrderKind, OrderStatus, OrderStep, OrderSubItem } from "@/db/schema";
export type { LineLeft } from "./refund-lines";

/** Times are ISO 8601; amounts are integer minor units of `currency`. */
export type OrderListItem = {
  id: string;
  /** `UPV-001` */
  number: string;
  reference: string;
  channel: OrderChannel;
  kind: OrderKind;
  status: OrderStatus;
  step: OrderStep;
  location: { id: string; name: string; region: Region };
  table: string | null;
  /** First name only; null once erased. */
  guestName: string | null;
  currency: string;
  totalMinor: number;
  collectAt: string | null;
  failure: { code: string; step: OrderStep } | null;
  /** A money matter that a person must look at, whatever the status. */
  flag: string | null;
  needsAttention: boolean;
  /** A person marked it as resolved: nothing on the till proves its state. */
  seenTo: boolean;
  createdAt: string;
  updatedAt: string;
};

export type OrderList = {
  orders: OrderListItem[] /** Hand it back for the next page; null: the end. */;
  next: string | null;
};

export type TimelineView = {
  id: number;
  at: string;
  /** `out`: sent by us; `in`: told to us; `here`: happened on our side. */
  direction: "out" | "in" | "here";
  kind: string;
  message: string;
  /** Null: the system. */
  actor: string | null;
  attempt: number | null;
  httpStatus: number | null;
  durationMs: number | null;
  correlationId: string | null;
  from: OrderStatus | null;
  to: OrderStatus | null;
  /** Redacted. */
  detail: unknown;
};

export type LedgerLineView = {
  at: string;
  posting: string;
  account: LedgerAccount;
  amountMinor: number;
  source: string;
};

/** Where each cent of what the guest paid is now: `capturedMinor = heldMinor + tillMinor + refundedMinor`. */
export type OrderMoney = {
  currency: string;
  subtotalMinor: number;
  discountMinor: number;
  serviceChargeMinor: number;
  tipMinor: number;
  totalMinor: number;
  capturedMinor: number;
  /** At the payment provider, neither on the till nor given back. */
  heldMinor: number;
  /** Booked on the till, tip included. */
  tillMinor: number;
  refundedMinor: number;
  /** The check as last seen on the till. */
  posTotalMinor: number | null;
  posPaidMinor: number | null;
  ledger: LedgerLineView[];
};

/** Decided and not proven yet. `taken`: the provider has it and has not finished. */
export type OpenRefundView = {
  id: string;
  amountMinor: number;
  currency: string;
  at: string;
  taken: boolean;
  problem: string | null;
};

/** What the kitchen was told of the order on paper, or could not be. */
export type SlipView = { kind: SlipKind; state: SlipState; at: string; reason: string | null };

/** What a person may do now. The verbs check again. */
export type OrderActions = {
  retryOrder: boolean;
  retryPayment: boolean;
  cancel: boolean;
  resolve: boolean;
  /** Null: nothing to give back, or not allowed yet: then `refundAfter` says from when on. */
  refundableMinor: number | null;
  refundAfter: string | null;
};

export type OrderDetail = OrderListItem & {
  paymentReference: string;
  paymentMode: PaymentMode;
  paymentUrl: string | null;
  accountIdentifier: string | null;
  posStage: string | null;
  attempts: number;
  note: string | null;
  guests: number | null;
  customer: OrderCustomer | null;
  address: OrderAddress | null;
  guestErasedAt: string | null;
  /** Whether the guest's data can be erased now, or only once the order is over; null where there is none. */
  eraseGuest: "now" | "later" | null;
  lines: OrderLine[];
  /** What of each line was not given back as such. */
  linesLeft: LineLeft[];
  failureDetail: string | null;
  flagDetail: string | null;
  scheduledFor: string | null;
  deliverableUntil: string | null;
  refundDueAt: string | null;
  resolved: { at: string; by: string } | null;
  /** When each stage was reached; null where it was not. */
  reached: {
    paidAt: string | null;
    submittedAt: string | null;
    onPosAt: string | null;
    settledAt: string | null;
    completedAt: string | null;
  };
  money: OrderMoney;
  openRefunds: OpenRefundView[];
  slips: SlipView[];
  actions: OrderActions;
  timeline: TimelineView[];
};
