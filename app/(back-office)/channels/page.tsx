import type { Metadata } from "next";
import { ChannelCard } from "@/components/channels/channel-card";
import { LiveRefresh } from "@/components/live/live-refresh";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashToast } from "@/components/ui/flash-toast";
import { TabPanel } from "@/components/ui/tabs";
import { TextLink } from "@/components/ui/text-link";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { getChannels } from "@/lib/channels/get-channels";
import { services } from "@/lib/services";
import { locationChoiceOf } from "../back-office-data";
import { pauseChannelAction, resumeChannelAction, switchChannelAction } from "./actions";
import { ChannelsHeader } from "./channels-header";

export const metadata: Metadata = { title: "Channels" };

const notices = new Map([
  ["on", "The channel is on."],
  ["not-yet", "The channel cannot go live yet. See below what is missing."],
  ["off", "The channel is off."],
  ["paused", "The channel is paused."],
  ["resumed", "The channel sells again."],
]);

type ChannelsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ChannelsPage({ searchParams }: ChannelsPageProps) {
  const actor = await requireMerchant();
  const notice = notices.get(String((await searchParams).notice));
  const [view, choice] = await Promise.all([getChannels(services(), actor.merchantId), locationChoiceOf(actor)]);
  const mayEdit = can(actor, "channels.edit");
  const locations = view.locations.filter(({ id }) => choice.kind !== "one" || choice.location.id === id);
  return (
    <>
      {notice && <FlashToast message={notice} param="notice" />}
      <LiveRefresh topics={["channels", "readiness", "connection"]} />
      <ChannelsHeader current="channels" />
      <TabPanel id="channels">
        {locations.length === 0 && (
          <Card id="no-channels" title="Channels at your locations">
            <EmptyState title="No location yet">
              Guests order at a location. <TextLink href="/settings/locations">Create one</TextLink> first.
            </EmptyState>
          </Card>
        )}
        {locations.map((location, index) => (
          <ChannelCard
            key={location.id}
            first={index === 0}
            location={location}
            provider={view.provider}
            mayEdit={mayEdit}
            renderedAt={services().now().toISOString()}
            switchChannel={switchChannelAction}
            pause={pauseChannelAction}
            resume={resumeChannelAction}
          />
        ))}
      </TabPanel>
    </>
  );
}
