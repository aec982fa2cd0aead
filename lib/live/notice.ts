import { z } from "zod";
import { type LiveDetail, type LiveTopic, liveTopics } from "./topics";

/** The database refuses payloads of 8000 bytes and more; what is longer than this is said without its detail. */
const MAX_BYTES = 2000;

const notice = z.union([
  z.object({ m: z.uuid(), t: z.enum(liveTopics), d: z.record(z.string(), z.string()).optional() }),
  /** Said by a trigger when a session is revoked. */
  z.object({ m: z.uuid(), ended: z.uuid() }),
]);

export type Notice = z.output<typeof notice>;

export function encodeNotice(merchantId: string, topic: LiveTopic, detail?: LiveDetail): string {
  const short = { m: merchantId, t: topic };
  const full = JSON.stringify(detail ? { ...short, d: detail } : short);
  return Buffer.byteLength(full) <= MAX_BYTES ? full : JSON.stringify(short);
}

/** Null for what is none of ours: any role of the database may speak on a channel. */
export function decodeNotice(payload: string): Notice | null {
  try {
    return notice.safeParse(JSON.parse(payload)).data ?? null;
  } catch {
    return null;
  }
}
