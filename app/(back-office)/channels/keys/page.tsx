import type { Metadata } from "next";
import { ApiKeyForms } from "@/components/channels/api-keys";
import { KeyList } from "@/components/channels/key-list";
import { Card } from "@/components/ui/card";
import { FlashToast } from "@/components/ui/flash-toast";
import { TabPanel } from "@/components/ui/tabs";
import { TextLink } from "@/components/ui/text-link";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { getApiKeys } from "@/lib/orders/api-keys";
import { services } from "@/lib/services";
import { locationsOf, regionOf } from "../../back-office-data";
import { makeApiKeyAction, revokeApiKeyAction } from "../actions";
import { ChannelsHeader } from "../channels-header";

export const metadata: Metadata = { title: "API keys" };

const notices = new Map([
  ["revoked", "The key was revoked and counts for nothing any more."],
  ["gone", "This key was revoked already."],
]);

type KeysPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function KeysPage({ searchParams }: KeysPageProps) {
  const actor = await requireMerchant();
  const notice = notices.get(String((await searchParams).notice));
  const [keys, locations, region] = await Promise.all([
    getApiKeys(services(), actor.merchantId),
    locationsOf(actor.merchantId),
    regionOf(actor),
  ]);
  const mayEdit = can(actor, "channels.edit");
  const names = new Map(locations.map(({ id, name }) => [id, name]));
  const working = keys.filter(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt === null);
  return (
    <>
      {notice && <FlashToast message={notice} param="notice" />}
      <ChannelsHeader current="keys" />
      <TabPanel id="keys">
        <Card
          id="api-keys"
          title="API keys"
          description="What a kiosk or a shop of your own signs in with. A key is good for one channel at one location."
        >
          {!mayEdit && <p className="text-sm">Only owners and managers can manage API keys.</p>}
          {mayEdit && locations.length === 0 && (
            <p className="text-sm">
              There is no location yet. <TextLink href="/settings/locations">Create one</TextLink> first.
            </p>
          )}
          {mayEdit && locations.length > 0 && (
            <ApiKeyForms
              locations={locations.filter(({ active }) => active).map(({ id, name }) => ({ id, name }))}
              keys={working.map(({ id, name, prefix }) => ({ id, label: `${name} (${prefix}…)` }))}
              make={makeApiKeyAction}
            />
          )}
        </Card>
        <Card id="known-keys" flush title="Keys that were made">
          <KeyList
            keys={keys.map((key) => ({ ...key, locationName: names.get(key.locationId) ?? "" }))}
            region={region}
            revoke={mayEdit ? revokeApiKeyAction : null}
          />
        </Card>
      </TabPanel>
    </>
  );
}
