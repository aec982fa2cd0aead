import type { TenantTransaction } from "@/db/client";
import type { Exchange } from "@/lib/k-series";
import { recordTimeline } from "./record-timeline";
import type { TillCall } from "./till-call";

const outcomes = {
  accepted: "Lightspeed took it",
  refused: "Lightspeed refused it",
  unsent: "Not sent",
  unknown: "No answer that tells the outcome",
} as const;

type About = { kind: string; attempt: number; body: unknown };

/** Every request that left for Lightspeed, with its answer and duration; one that was held back says so. */
export async function recordExchanges(
  tx: TenantTransaction,
  orderId: string,
  { outcome, exchanges, startedAt }: TillCall,
  { kind, attempt, body }: About,
): Promise<void> {
  const reason = "detail" in outcome ? `: ${outcome.detail}` : outcome.earlier ? ": an earlier try had arrived" : "";
  const sent =
    exchanges.length > 0 ? exchanges : [{ operation: kind, status: null, durationMs: 0, correlationId: null }];
  for (const [index, exchange] of sent.entries()) {
    const last = index === sent.length - 1;
    const note = "note" in exchange && exchange.note ? exchange.note : null;
    await recordTimeline(tx, orderId, {
      at: startedAt,
      direction: "out",
      kind: exchange.operation,
      message: last ? `${outcomes[outcome.kind]}${reason}` : (note ?? "Tried again"),
      attempt,
      httpStatus: exchange.status,
      durationMs: exchange.durationMs,
      correlationId: exchange.correlationId,
      detail: { ...(index === 0 ? { body } : {}), outcome: last ? outcome.kind : "retried", ...(note ? { note } : {}) },
    });
  }
}

/** The requests by which the till was read for an order. */
export async function recordReads(
  tx: TenantTransaction,
  orderId: string,
  at: Date,
  exchanges: readonly Exchange[],
): Promise<void> {
  for (const { operation, status, durationMs, correlationId, note } of exchanges) {
    await recordTimeline(tx, orderId, {
      ...{ at, direction: "out", kind: operation, message: note ?? "Read from Lightspeed" },
      ...{ httpStatus: status, durationMs, correlationId },
    });
  }
}
