import { storeWebhookEvents } from "@/db/queries/webhook-intake";
import { readNotification } from "@/lib/lightspeed/webhooks/read-notification";
import type { Services } from "@/lib/services";
import { timeOrderedId } from "@/lib/time-ordered-id";

/** Stores a delivery with right credentials as the receiver does, for the inbox to work on; its id. */
export async function arrive({ db }: Pick<Services, "db">, endpointId: string | null, body: string): Promise<string> {
  const facts = readNotification(body);
  if (!facts) throw new Error("no notification");
  const id = timeOrderedId();
  const rest = { id, endpointId, verified: true, idempotencyKey: null, headers: {}, body };
  const [stored] = await storeWebhookEvents(db, "sandbox", [{ ...facts, ...rest }]);
  if (!stored) throw new Error("the endpoint is none of ours");
  return id;
}
