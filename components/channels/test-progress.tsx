import { Badge, type Tone } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { GuestOrder } from "@/lib/orders/guest-status";

type Progress = { text: string; tone: Tone; message: string };

const onTheTill: Progress = { text: "On the till", tone: "neutral", message: "The till has it." };

/** What a guest would be told, said to whoever tries the way to the till. Green only where the till has the order and the money. */
const words: Record<GuestOrder["status"], Progress> = {
  awaiting_payment: { text: "Waits for the payment", tone: "neutral", message: "It goes to the till once it is paid." },
  payment_problem: { text: "Payment does not fit", tone: "negative", message: "Money came that does not fit it." },
  received: { text: "Paid, being sent", tone: "neutral", message: "It is on its way to the till." },
  confirming: { text: "Not confirmed", tone: "warning", message: "The till has not confirmed it yet." },
  ...{ preparing: onTheTill, ready: onTheTill, out_for_delivery: onTheTill },
  completed: { text: "On the till and settled", tone: "positive", message: "It went the whole way." },
  problem: { text: "Not on the till", tone: "negative", message: "It could not be delivered." },
  cancelled: { text: "Cancelled", tone: "neutral", message: "It was called off." },
  refunded: { text: "Given back", tone: "neutral", message: "Its test payment was given back." },
};

const seenTo: Progress = { text: "Seen to by hand", tone: "neutral", message: "It never came to the till." };

/** How far the test order has come; the page is drawn again with every step. */
export function TestProgress({ order: { id, number, status, onTill } }: { order: GuestOrder }) {
  const { text, tone, message } = status === "completed" && !onTill ? seenTo : words[status];
  return (
    <Card id="test-progress" title={`Test order ${number}`} actions={<Badge tone={tone}>{text}</Badge>}>
      <p className="text-sm">
        {message} <TextLink href={`/orders/${id}`}>Every step and message of this order</TextLink>
      </p>
    </Card>
  );
}
