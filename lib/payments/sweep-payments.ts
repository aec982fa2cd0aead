import { listDuePayments } from "@/db/queries/payments";
import { listDueRefunds } from "@/db/queries/refunds";
import type { Services } from "@/lib/services";
import { enqueueRead, enqueueRefund } from "./tasks";

const BATCH = 500;

/** Payments whose notice never came, news that did not reach the order, refunds that are not proven: each gets its job again. */
export async function sweepPayments({ db, now }: Pick<Services, "db" | "now">): Promise<void> {
  const at = now();
  for (const due of await listDuePayments(db, at, BATCH)) await enqueueRead(db, due, { calm: true });
  for (const due of await listDueRefunds(db, at, BATCH)) await enqueueRefund(db, due);
}
