import { eq } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type SetupAnswer, setupAnswers } from "../schema";

const selectSetupAnswers = prepared([], (db, { merchantId }) =>
  db.select().from(setupAnswers).where(eq(setupAnswers.merchantId, merchantId)),
);

export async function listSetupAnswers(tx: TenantTransaction): Promise<SetupAnswer[]> {
  return selectSetupAnswers(tx);
}

export async function saveSetupAnswer(tx: TenantTransaction, given: Omit<SetupAnswer, "merchantId">): Promise<void> {
  const { answer, answeredByName, answeredAt } = given;
  await tx
    .insert(setupAnswers)
    .values({ ...given, merchantId: tx.merchantId })
    .onConflictDoUpdate({
      target: [setupAnswers.merchantId, setupAnswers.question],
      set: { answer, answeredByName, answeredAt },
    });
}

/** The questions are asked again. What was set up stays. */
export async function clearSetupAnswers(tx: TenantTransaction): Promise<void> {
  await tx.delete(setupAnswers).where(eq(setupAnswers.merchantId, tx.merchantId));
}
