import type { Metadata } from "next";
import {
  deliverySearchHref,
  isFiltered,
  parseDeliverySearch,
  toFilter,
} from "@/components/lightspeed/webhooks/delivery-filter";
import { DeliveryFilterForm } from "@/components/lightspeed/webhooks/delivery-filter-form";
import { DeliveryList } from "@/components/lightspeed/webhooks/delivery-list";
import { ReplayCard } from "@/components/lightspeed/webhooks/replay-card";
import { LiveRefresh } from "@/components/live/live-refresh";
import { TabPanel } from "@/components/ui/tabs";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { listDeliveries } from "@/lib/lightspeed/webhooks/list-deliveries";
import { findReplayProgress } from "@/lib/lightspeed/webhooks/replay-many";
import { services } from "@/lib/services";
import { connectionOf, forPanel, regionOf } from "../../../back-office-data";
import { cancelReplayAction, previewReplayAction, startReplayAction } from "../actions";
import { WebhooksHeader } from "../webhooks-header";

export const metadata: Metadata = { title: "Deliveries" };

type Params = Record<string, string | string[] | undefined>;

export default async function DeliveriesPage({ searchParams }: { searchParams: Promise<Params> }) {
  const actor = await requireMerchant();
  const params = await searchParams;
  const search = parseDeliverySearch(params);
  const filter = toFilter(search, services().now().getTime());
  const page = { older: one(params.older), newer: one(params.newer) };
  const [list, progress, connection, region] = await Promise.all([
    forPanel("deliveries", () => listDeliveries(services(), actor.merchantId, { filter, ...page })),
    forPanel("replay", () => findReplayProgress(services(), actor.merchantId)),
    connectionOf(actor.merchantId),
    regionOf(actor),
  ]);
  const places = connection.links.flatMap(({ link }) =>
    link ? [{ businessLocationId: link.businessLocationId, name: link.businessLocationName }] : [],
  );
  return (
    <>
      {/* A page further down stays as it is while somebody reads it. */}
      {!page.older && !page.newer && <LiveRefresh topics={["webhooks"]} />}
      <WebhooksHeader current="deliveries" />
      <TabPanel id="deliveries">
        <DeliveryList
          list={list}
          search={search}
          placeNames={Object.fromEntries(places.map(({ businessLocationId, name }) => [businessLocationId, name]))}
          filterForm={<DeliveryFilterForm search={search} types={list?.types ?? []} places={places} />}
          region={region}
        />
        <ReplayCard
          key={deliverySearchHref(search)}
          filter={filter}
          filtered={isFiltered(search)}
          progress={progress}
          mayManage={can(actor, "connection.manage")}
          preview={previewReplayAction}
          start={startReplayAction}
          cancel={cancelReplayAction}
        />
      </TabPanel>
    </>
  );
}

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
