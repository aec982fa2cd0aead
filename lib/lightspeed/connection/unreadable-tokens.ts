import { withTenant } from "@/db/client";
import { stopRefreshing } from "@/db/queries/connection-tokens";
import { moveConnection } from "@/db/queries/connections";
import type { SealBrokenError } from "@/lib/crypto/sealed-box";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { raiseConnectionLost } from "./connection-issues";
import { transitions } from "./connection-transitions";
import { writeLog } from "./log";

/** Credentials that do not open are as good as lost, and somebody must look: they were changed, moved, or their key is gone. */
export async function giveUpUnreadableTokens(
  { db, now }: Pick<Services, "db" | "now">,
  row: { merchantId: string; tokenVersion: number },
  error: SealBrokenError,
): Promise<AppError> {
  log.error({ error, merchantId: row.merchantId }, "stored credentials do not open");
  await withTenant(db, row.merchantId, async (tx) => {
    const problem = { code: "token_unreadable" as const, detail: null };
    if (!(await moveConnection(tx, { ...transitions.refusal, problem }, row.tokenVersion))) return;
    // The ciphertext stays: with the right key back in place an operator may still save it.
    await stopRefreshing(tx);
    await raiseConnectionLost(tx, problem.code, now());
    await writeLog(tx, now(), {
      level: "error",
      operation: "Renew connection",
      message: "The stored Lightspeed credentials cannot be read. Click Reconnect on the Settings tab.",
    });
  });
  return new AppError(
    "needs_reauthorization",
    "The stored Lightspeed credentials cannot be read. Reconnect on the Lightspeed page.",
  );
}
