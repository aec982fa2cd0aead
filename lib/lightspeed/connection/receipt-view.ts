import type { DeletionReceipt } from "@/db/schema";
import type { ReceiptView } from "./connection-view-types";

export const toReceiptView = ({ createdAt, byName, removed, kept, unreachable }: DeletionReceipt): ReceiptView => ({
  at: createdAt.toISOString(),
  byName,
  removed,
  kept,
  unreachable,
});
