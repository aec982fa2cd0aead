import { PageHeader } from "@/components/layout/page-header";
import { Tabs } from "@/components/ui/tabs";

const tabs = [
  { id: "endpoint", label: "Endpoint", href: "/lightspeed/webhooks" },
  { id: "deliveries", label: "Deliveries", href: "/lightspeed/webhooks/deliveries" },
];

export function WebhooksHeader({ current }: { current: "endpoint" | "deliveries" }) {
  return (
    <PageHeader
      title="Webhooks"
      description="What Lightspeed tells Upvendo by itself: orders, payments, item counts and POS readiness."
      tabs={<Tabs label="Webhooks" tabs={tabs} current={current} />}
    />
  );
}
