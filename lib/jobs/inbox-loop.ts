import { listenTo } from "@/db/listener";
import { createInbox } from "@/lib/lightspeed/webhooks/inbox";
import type { NotificationHandlers } from "@/lib/lightspeed/webhooks/notification-handler";
import type { Services } from "@/lib/services";
import type { KitchenRush } from "./kitchen-rush";

/** What the receiver says in the transaction that stores a delivery; equal ones of a transaction arrive once. */
const INBOX_CHANNEL = "webhook_inbox";

/** Works on deliveries until told to stop. Beside the queue, not in it: its jobs can hold up no delivery, nor a delivery a job; few at a time while a kitchen waits. */
export async function runInbox(
  services: Services,
  handlers: NotificationHandlers,
  { databaseUrl, signal, rush }: { databaseUrl: string; signal: AbortSignal; rush?: KitchenRush },
): Promise<void> {
  let wake = () => {};
  const hear = () => wake();
  const listener = listenTo(databaseUrl, INBOX_CHANNEL, { onNotify: hear, onListening: hear, onLost: () => {} });
  await createInbox(services, handlers, rush ? { standsBack: rush.isOn } : {}).run(signal, (ring) => {
    wake = ring;
  });
  await listener.close();
}
