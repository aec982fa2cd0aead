import type { Metadata } from "next";
import { TableCodes } from "@/components/channels/table-codes";
import { Card } from "@/components/ui/card";
import { FlashToast } from "@/components/ui/flash-toast";
import { TabPanel } from "@/components/ui/tabs";
import { TextLink } from "@/components/ui/text-link";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { getTables } from "@/lib/orders/get-tables";
import { services } from "@/lib/services";
import { forPanel, locationChoiceOf, locationsOf } from "../../back-office-data";
import { rotateTableCodesAction } from "../actions";
import { ChannelsHeader } from "../channels-header";

export const metadata: Metadata = { title: "Table codes" };

type TablesPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function TablesPage({ searchParams }: TablesPageProps) {
  const actor = await requireMerchant();
  const replaced = (await searchParams).notice === "replaced";
  const [choice, all] = await Promise.all([locationChoiceOf(actor), locationsOf(actor.merchantId)]);
  const locations = choice.kind === "one" ? [choice.location] : all.filter(({ active }) => active);
  const views = await Promise.all(
    locations.map(async ({ id, name, country, timeZone }) => ({
      ...{ id, name, region: { country, timeZone } },
      tables: await forPanel("tables", () => getTables(services(), actor.merchantId, id)),
    })),
  );
  const mayEdit = can(actor, "channels.edit");
  return (
    <>
      {replaced && (
        <FlashToast message="The printed codes count for nothing any more: print them anew." param="notice" />
      )}
      <ChannelsHeader current="tables" />
      <TabPanel id="tables">
        {views.length === 0 && (
          <Card id="no-tables" title="Table codes" description="A location's tables come from Lightspeed.">
            <p className="text-sm">
              There is no location yet. <TextLink href="/settings/locations">Create one</TextLink> first.
            </p>
          </Card>
        )}
        {views.map(({ id, name, region, tables }, index) => (
          <TableCodes
            key={id}
            first={index === 0}
            location={{ id, name, region }}
            tables={tables}
            rotate={mayEdit ? rotateTableCodesAction.bind(null, id) : null}
          />
        ))}
      </TabPanel>
    </>
  );
}
