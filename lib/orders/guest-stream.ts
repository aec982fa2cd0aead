import { openLookingStream, type Watch } from "@/lib/live/looking-stream";
import type { Services } from "@/lib/services";
import { type GuestOrder, type GuestOrderQuestion, getGuestOrder } from "./guest-status";

/**
 * Server-sent events `status` for one order: at once, and after each change, until the order is over. A guest (`placedBy`) whose order was
 * paid hears afterwards, too, that it was voided or the money given back. Null where there is no such order.
 */
export async function openGuestStream(
  services: Pick<Services, "db">,
  subject: GuestOrderQuestion,
  watch: Watch,
): Promise<ReadableStream<Uint8Array> | null> {
  const look = () => getGuestOrder(services, subject);
  const first = await look();
  if (!first) return null;
  return openLookingStream<GuestOrder>({
    ...{ event: "status", first, look, ...watch },
    versionOf: (order) => JSON.stringify(order),
    isOver: ({ over, paid, status }) => over && (!subject.placedBy || !paid || status === "refunded"),
    isQuiet: ({ over }) => over,
  });
}
