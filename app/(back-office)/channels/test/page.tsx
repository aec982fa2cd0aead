import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { TestChoice } from "@/components/channels/test-choice";
import { TestOrderForm } from "@/components/channels/test-order-form";
import { TestProgress } from "@/components/channels/test-progress";
import { LiveRefresh } from "@/components/live/live-refresh";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { TabPanel } from "@/components/ui/tabs";
import { TextLink } from "@/components/ui/text-link";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { getGuestOrder } from "@/lib/orders/guest-status";
import { listTestItems } from "@/lib/orders/list-test-items";
import { services } from "@/lib/services";
import { isUuid } from "@/lib/uuid";
import { forPanel, locationChoiceOf, locationsOf } from "../../back-office-data";
import { testOrderAction } from "../actions";
import { ChannelsHeader } from "../channels-header";

export const metadata: Metadata = { title: "Test order" };

type TestPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function TestOrderPage({ searchParams }: TestPageProps) {
  const actor = await requireMerchant();
  const { merchantId } = actor;
  const given = await searchParams;
  const text = (name: string) => (typeof given[name] === "string" ? given[name].slice(0, 100) : "");
  const [choice, all] = await Promise.all([locationChoiceOf(actor), locationsOf(merchantId)]);
  const active = all.filter((location) => location.active);
  const chosen = active.find(({ id }) => id === text("location"));
  const location =
    chosen ?? (choice.kind === "one" ? choice.location : (active.find(({ linked }) => linked) ?? active[0])) ?? null;
  const type = text("type") === "takeaway" ? "takeaway" : "dine_in";
  const search = text("q");
  const orderId = text("order");
  const [items, order] = await Promise.all([
    location &&
      forPanel("test items", () => listTestItems(services(), merchantId, { locationId: location.id, type, search })),
    isUuid(orderId) ? forPanel("test order", () => getGuestOrder(services(), { merchantId, orderId })) : null,
  ]);
  const maySend = can(actor, "orders.manage");
  return (
    <>
      <LiveRefresh topics={["orders"]} />
      <ChannelsHeader current="test" />
      <TabPanel id="test">
        {order && <TestProgress order={order} />}
        <Card
          id="test-order"
          title="Send a test order"
          description="A marked order goes to the till and is settled there with a test payment: no money moves. Tell the kitchen, and void it at the till afterwards."
        >
          {!maySend && <p className="text-sm">Only owners and managers can send test orders.</p>}
          {maySend && !location && (
            <p className="text-sm">
              There is no location yet. <TextLink href="/settings/locations">Create one</TextLink> first.
            </p>
          )}
          {maySend && location && (
            <TestChoice
              locations={active.map(({ id, name }) => ({ id, name }))}
              chosen={{ location: location.id, type, search }}
            />
          )}
          {maySend && location?.linked && !items && (
            <p className="mt-5 text-sm">This could not be read. Load the page again in a minute.</p>
          )}
          {maySend && location && !location.linked && !items && (
            <p className="mt-5 text-sm">
              {location.name} is not linked to Lightspeed. <TextLink href="/lightspeed?tab=settings">Link it</TextLink>{" "}
              first.
            </p>
          )}
          {maySend && location && items && (
            <div className="mt-5 grid gap-5">
              {items.items.length === 0 ? (
                <NothingToOrder search={search} profile={items.profile} />
              ) : (
                <TestOrderForm
                  key={`${location.id} ${type} ${search}`}
                  locationId={location.id}
                  type={type}
                  items={items.items}
                  currency={items.currency}
                  region={{ country: location.country, timeZone: location.timeZone }}
                  orderKey={randomUUID()}
                  run={testOrderAction}
                />
              )}
              {items.more && <p className="text-muted text-sm">There is more on the menu: search for it by name.</p>}
            </div>
          )}
        </Card>
      </TabPanel>
    </>
  );
}

/** Why no item can be chosen, and what brings some. */
function NothingToOrder({ search, profile }: { search: string; profile: string | null }) {
  if (search) return <Alert title="Nothing on the menu fits">Search for something else.</Alert>;
  if (profile === null)
    return (
      <Alert title="No order profile is chosen for this kind of order">
        It says which menu is sold. <TextLink href="/lightspeed?tab=settings#order-settings">Order settings</TextLink>
      </Alert>
    );
  return (
    <Alert title={`No menu of the order profile ${profile} has been read yet`}>
      That begins by itself some minutes after a location is linked, or at once under{" "}
      <TextLink href="/lightspeed/menus">Menus</TextLink>.
    </Alert>
  );
}
