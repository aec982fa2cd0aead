import { createHash } from "node:crypto";
import type { TenantTransaction } from "@/db/client";
import { holdOpenKeys } from "@/db/queries/issues";
import { listTroubles } from "@/db/queries/order-list";
import type { Order, OrderStatus, OrderStep } from "@/db/schema";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssue } from "@/lib/attention/resolve-issue";
import { explainFlag, explainOrderFailure } from "./explain-failure";

const KIND = "order";
const MONEY = "order-money";

export const isTroubled = (status: OrderStatus): boolean => status === "failed" || status === "unconfirmed";

/** An order came to where a person must look: all that fail at a location for the same reason are one issue. */
export async function raiseTrouble(tx: TenantTransaction, order: Order, at: Date): Promise<void> {
  const { number, status, step, failureCode, failureDetail, locationId } = order;
  const place = { merchantId: tx.merchantId, kind: KIND, locationId, href: "/orders?show=attention", at };
  const key = keyOf({ status, step, code: failureCode, detail: failureDetail });
  if (status === "unconfirmed") {
    const known = failureCode === null ? null : explainOrderFailure({ code: failureCode, detail: failureDetail });
    const body = `${number}: ${known?.cause ?? "no word came in time, so it is looked for on the till before anything else is done."}`;
    const remedy = known?.remedy ?? "Look whether the POS app is open on an iPad. The order is followed by itself.";
    if (isUnclear(failureCode)) {
      const told = { title: UNCLEAR_TITLE, body: `${body} (${failureDetail ?? ""})`, severity: "critical" } as const;
      return raiseIssue(tx, { ...place, key: `${locationId}:${key}`, remedy, ...told });
    }
    const title = `No word from the till about ${step === "order" ? "an order" : "a payment"}`;
    return raiseIssue(tx, { ...place, key: `${locationId}:${key}`, severity: "warning", title, body, remedy });
  }
  const { cause, remedy, evidence } = explainOrderFailure({ code: failureCode ?? "", detail: failureDetail });
  await raiseIssue(tx, {
    ...place,
    ...{ key: `${locationId}:${key}`, severity: "critical", remedy },
    title: isUnclear(failureCode) ? UNCLEAR_TITLE : failedTitles[step],
    body: `${number}: ${cause}${evidence ? ` (${evidence})` : ""}`,
  });
}

const UNCLEAR_TITLE = "Something on the till may be an order of yours, and nothing proves it";
const failedTitles = {
  order: "An order did not reach the till",
  payment: "A payment was not booked on the till",
} as const;

/** An order left such a place: issues of which no other order is left are over. */
export async function settleTroubles(
  tx: TenantTransaction,
  { locationId, number }: Pick<Order, "locationId" | "number">,
  { proof, at }: { proof: string; at: Date },
): Promise<void> {
  const open = await holdOpenKeys(tx, KIND, locationId);
  if (open.length === 0) return;
  const left = await listTroubles(tx, locationId);
  if (left === null) return;
  const keys = new Set(left.map((trouble) => `${locationId}:${keyOf(trouble)}`));
  for (const key of open.filter((one) => !keys.has(one)))
    await resolveIssue(tx, { merchantId: tx.merchantId, kind: KIND, key, proof: `${number}: ${proof}`, at });
}

/** A money matter, an issue for each order. */
export async function raiseMoneyIssue(
  tx: TenantTransaction,
  { id, number, locationId, flag, flagDetail }: Pick<Order, "id" | "number" | "locationId" | "flag" | "flagDetail">,
): Promise<void> {
  if (flag === null) return;
  const { cause, remedy, evidence } = explainFlag(flag, flagDetail);
  await raiseIssue(tx, {
    ...{ merchantId: tx.merchantId, kind: MONEY, key: id, locationId, severity: "critical", remedy },
    ...{ title: `Look at the money of order ${number}`, href: `/orders/${id}` },
    body: `${cause}${evidence ? ` (${evidence})` : ""}`,
  });
}

export const settleMoneyIssue = (tx: TenantTransaction, orderId: string, proof: string, at: Date): Promise<boolean> =>
  resolveIssue(tx, { merchantId: tx.merchantId, kind: MONEY, key: orderId, proof, at });

type Trouble = { status: OrderStatus; step: OrderStep; code: string | null; detail: string | null };

export const isUnclear = (code: string | null): boolean => code?.startsWith("unclear:") ?? false;

function keyOf({ status, step, code, detail }: Trouble): string {
  if (status === "unconfirmed") return `${step}:${isUnclear(code) ? "unclear" : "unconfirmed"}`;
  const { known, cause } = explainOrderFailure({ code: code ?? "", detail });
  const reason = createHash("sha256")
    .update(known ? cause : (detail ?? ""))
    .digest("hex")
    .slice(0, 16);
  return `${step}:${reason}`;
}
