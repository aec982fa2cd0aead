import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { LiveRefresh } from "@/components/live/live-refresh";
import { parseOrderSearch, toOrderFilter } from "@/components/orders/order-filter";
import { OrderFilterForm } from "@/components/orders/order-filter-form";
import { OrderList } from "@/components/orders/order-list";
import { requireMerchant } from "@/lib/auth/session";
import { ordersOf } from "@/lib/locations/choose-location";
import { todayAt } from "@/lib/locations/start-of-day";
import { listOrders } from "@/lib/orders/list-orders";
import { services } from "@/lib/services";
import { forPanel, locationChoiceOf, locationsOf, regionOf } from "../back-office-data";

export const metadata: Metadata = { title: "Orders" };

type Params = Record<string, string | string[] | undefined>;

export default async function OrdersPage({ searchParams }: { searchParams: Promise<Params> }) {
  const actor = await requireMerchant();
  const params = await searchParams;
  const search = parseOrderSearch(params);
  const after = Array.isArray(params.after) ? params.after[0] : params.after;
  const shown = ordersOf(await locationChoiceOf(actor), await locationsOf(actor.merchantId));
  const location = (shown.length === 1 && shown[0]) || null;
  const now = services().now();
  const [list, region] = await Promise.all([
    forPanel("orders", () =>
      listOrders(services(), actor.merchantId, {
        ...toOrderFilter(search, now.getTime(), todayAt(shown, now)),
        ...(location ? { locationId: location.id } : {}),
        ...(after ? { cursor: after } : {}),
      }),
    ),
    regionOf(actor),
  ]);
  return (
    <>
      {/* A page further down stays as it is while somebody reads it. */}
      {!after && <LiveRefresh topics={["orders"]} />}
      <PageHeader title="Orders" description="What your guests ordered, and how far each order has come." />
      <OrderList
        list={list}
        search={search}
        location={location?.name ?? null}
        further={Boolean(after)}
        filterForm={<OrderFilterForm search={search} />}
        region={region}
      />
    </>
  );
}
