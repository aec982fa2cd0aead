import type { Services } from "@/lib/services";
import { type GuestOrder, type GuestOrderQuestion, getGuestOrder } from "./guest-status";

const LOOK_MS = 1_000;
const BEAT_MS = 20_000;
/** A reader that wants more comes back. */
const LONGEST_MS = 30 * 60_000;
const over: readonly GuestOrder["status"][] = ["completed", "cancelled", "refunded"];

/**
 * Server-sent events `status` for one order: at once, and after each change, until the order is over. Null where there is no such order.
 * Looks once a second: guests are many and their streams short, and a look is one row by its key.
 */
export async function openGuestStream(
  services: Pick<Services, "db">,
  subject: GuestOrderQuestion,
  signal: AbortSignal,
  lookMs = LOOK_MS,
): Promise<ReadableStream<Uint8Array> | null> {
  const first = await getGuestOrder(services, subject);
  if (!first) return null;
  const text = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  let open = true;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const endAt = Date.now() + LONGEST_MS;
      let saidAt = 0;
      let said = "";
      const end = () => {
        if (!open) return;
        open = false;
        clearTimeout(timer);
        controller.close();
      };
      const say = (order: GuestOrder) => {
        const data = JSON.stringify(order);
        const isNews = data !== said;
        if (!isNews && Date.now() - saidAt < BEAT_MS) return;
        controller.enqueue(text.encode(isNews ? `event: status\ndata: ${data}\n\n` : ": beat\n\n"));
        said = data;
        saidAt = Date.now();
      };
      const look = async () => {
        // The database may be away for a moment: the next look tells.
        const order = await getGuestOrder(services, subject).catch(() => null);
        if (!open) return;
        if (order) say(order);
        if ((order && over.includes(order.status)) || Date.now() > endAt) return end();
        timer = setTimeout(look, lookMs);
      };
      signal.addEventListener("abort", end, { once: true });
      say(first);
      if (over.includes(first.status)) end();
      else timer = setTimeout(look, lookMs);
    },
    cancel: () => {
      open = false;
      clearTimeout(timer);
    },
  });
}
