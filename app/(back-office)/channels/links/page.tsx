import type { Metadata } from "next";
import { GuestPages } from "@/components/channels/guest-pages";
import { Card } from "@/components/ui/card";
import { FlashToast } from "@/components/ui/flash-toast";
import { TabPanel } from "@/components/ui/tabs";
import { TextLink } from "@/components/ui/text-link";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { getGuestPages } from "@/lib/orders/get-guest-pages";
import { services } from "@/lib/services";
import { locationChoiceOf, locationsOf } from "../../back-office-data";
import { replaceKioskLinkAction } from "../actions";
import { ChannelsHeader } from "../channels-header";

export const metadata: Metadata = { title: "Guest pages" };

type LinksPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LinksPage({ searchParams }: LinksPageProps) {
  const actor = await requireMerchant();
  const made = (await searchParams).notice === "made";
  const [choice, all] = await Promise.all([locationChoiceOf(actor), locationsOf(actor.merchantId)]);
  const locations = choice.kind === "one" ? [choice.location] : all.filter(({ active }) => active);
  const views = await Promise.all(
    locations.map(async ({ id, name, country, timeZone }) => ({
      ...{ id, name, region: { country, timeZone } },
      pages: await getGuestPages(services(), actor, { locationId: id }),
    })),
  );
  return (
    <>
      {made && <FlashToast message="The kiosk link is new. Open it on each kiosk." param="notice" />}
      <ChannelsHeader current="links" />
      <TabPanel id="links">
        {views.length === 0 && (
          <Card id="no-guest-pages" title="Guest pages" description="Each location has pages of its own.">
            <p className="text-sm">
              There is no location yet. <TextLink href="/settings/locations">Create one</TextLink> first.
            </p>
          </Card>
        )}
        {views.map(({ pages, ...location }, index) => (
          <GuestPages
            key={location.id}
            first={index === 0}
            location={location}
            pages={pages}
            replace={can(actor, "channels.edit") ? replaceKioskLinkAction.bind(null, location.id) : null}
          />
        ))}
      </TabPanel>
    </>
  );
}
