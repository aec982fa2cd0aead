import { createHash } from "node:crypto";
import { type TenantTransaction, withTenant } from "@/db/client";
import { holdOpenKeys } from "@/db/queries/issues";
import { listDeadReasons } from "@/db/queries/webhook-events";
import type { ClaimedEvent, Finish } from "@/db/queries/webhook-work";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssue } from "@/lib/attention/resolve-issue";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";

const KIND = "dead_letter";

const keyOf = (reason: string): string => createHash("sha256").update(reason).digest("hex").slice(0, 16);

/** All that died for the same reason are one issue. */
export async function raiseDeadLetter(
  tx: TenantTransaction,
  { outcome, remedy }: Pick<Finish, "outcome" | "remedy">,
  at: Date,
): Promise<void> {
  await raiseIssue(tx, {
    ...{ merchantId: tx.merchantId, kind: KIND, key: keyOf(outcome), severity: "warning", at },
    ...{ title: "Messages from Lightspeed could not be worked on", body: outcome },
    remedy: remedy ?? "Once the cause is gone, press Redeliver.",
    href: "/lightspeed/webhooks/deliveries?status=dead",
  });
}

/** Reasons for which no dead letter is left are over: redelivered, or a later message about the same matter was worked on. */
export async function settleDeadLetters(tx: TenantTransaction, at: Date): Promise<void> {
  const open = await holdOpenKeys(tx, KIND);
  if (open.length === 0) return;
  const left = new Set((await listDeadReasons(tx)).map(keyOf));
  const proof = "Every message that had failed for this reason has been worked on.";
  for (const key of open.filter((one) => !left.has(one)))
    await resolveIssue(tx, { merchantId: tx.merchantId, kind: KIND, key, proof, at });
}

/** Looking costs a query, which not every delivery can pay. */
const LOOK_EVERY_MS = 60_000;
const MOST_KNOWN = 10_000;

/** Looks after each redelivery, and otherwise once a minute for a merchant whose messages are worked on. */
export function createDeadLetterWatch({ db, now }: Pick<Services, "db" | "now">) {
  const looked = new Map<string, number>();
  return {
    note: async (
      merchantId: string,
      { trigger, history }: Pick<ClaimedEvent, "trigger" | "history">,
      { status }: Pick<Finish, "status">,
    ): Promise<void> => {
      if (status === "received") return;
      const again = trigger === "replay" || history.some((attempt) => attempt.trigger === "replay");
      const last = looked.get(merchantId);
      if (!again && last !== undefined && performance.now() - last < LOOK_EVERY_MS) return;
      if (looked.size >= MOST_KNOWN) looked.clear();
      looked.set(merchantId, performance.now());
      try {
        await withTenant(db, merchantId, (tx) => settleDeadLetters(tx, now()));
      } catch (error) {
        // The message itself is done. The next one looks again.
        looked.delete(merchantId);
        log.warn({ error, merchantId }, "looking for dead letters that are over failed");
      }
    },
  };
}
