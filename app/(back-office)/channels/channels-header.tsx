import { PageHeader } from "@/components/layout/page-header";
import { Tabs } from "@/components/ui/tabs";

const tabs = [
  { id: "channels", label: "Channels", href: "/channels" },
  { id: "links", label: "Guest pages", href: "/channels/links" },
  { id: "tables", label: "Table codes", href: "/channels/tables" },
  { id: "keys", label: "API keys", href: "/channels/keys" },
  { id: "test", label: "Test order", href: "/channels/test" },
];

export function ChannelsHeader({ current }: { current: string }) {
  return (
    <PageHeader
      title="Channels"
      description="Where your guests order: what is on at each location, and what stands in the way."
      tabs={<Tabs label="Channels" tabs={tabs} current={current} />}
    />
  );
}
