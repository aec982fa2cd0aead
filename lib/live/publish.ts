import { sql } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { encodeNotice } from "./notice";
import { LIVE_CHANNEL, type LiveDetail, type LiveTopic } from "./topics";

/**
 * Tells the merchant's open pages, once the caller's transaction commits and never if it does not. Equal ones of a transaction
 * arrive once. `connection` and `log` announce themselves by trigger; every other topic is said here.
 */
export async function publishLive(
  tx: Pick<Queryable, "execute">,
  merchantId: string,
  topic: LiveTopic,
  detail?: LiveDetail,
): Promise<void> {
  await tx.execute(sql`select pg_notify(${LIVE_CHANNEL}, ${encodeNotice(merchantId, topic, detail)})`);
}
