import { type Queryable, sendAlong } from "@/db/client";
import { clientOf } from "@/db/prepared";
import { encodeNotice } from "./notice";
import { LIVE_CHANNEL, type LiveDetail, type LiveTopic } from "./topics";

/**
 * Tells the merchant's open pages, once the caller's transaction commits and never if it does not. Equal ones of a transaction
 * arrive once. `connection` and `log` announce themselves by trigger; every other topic is said here.
 */
export async function publishLive(
  tx: Queryable,
  merchantId: string,
  topic: LiveTopic,
  detail?: LiveDetail,
): Promise<void> {
  await sendAlong(tx, clientOf(tx)`select pg_notify(${LIVE_CHANNEL}, ${encodeNotice(merchantId, topic, detail)})`);
}
