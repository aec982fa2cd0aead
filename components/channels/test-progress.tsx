import { Badge, type Tone } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { GuestOrder } from "@/lib/orders/guest-status";

const tones: Partial<Record<GuestOrder["status"], Tone>> = {
  completed: "positive",
  preparing: "positive",
  ready: "positive",
  problem: "negative",
  cancelled: "negative",
};

/** How far the test order has come; the page is drawn again with every step. */
export function TestProgress({ order: { id, number, status, message } }: { order: GuestOrder }) {
  return (
    <Card
      id="test-progress"
      title={`Test order ${number}`}
      actions={<Badge tone={tones[status] ?? "neutral"}>{status.replaceAll("_", " ")}</Badge>}
    >
      <p className="text-sm">
        {message} <TextLink href={`/orders/${id}`}>Every step and message of this order</TextLink>
      </p>
    </Card>
  );
}
