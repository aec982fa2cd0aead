import type { Metadata } from "next";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { DataAge } from "@/components/lightspeed/data-age";
import { parseItemFilter } from "@/components/lightspeed/items/item-filter";
import { ItemsCard } from "@/components/lightspeed/items/items-card";
import { NoPlace } from "@/components/lightspeed/no-place";
import { PlacePicker } from "@/components/lightspeed/place-picker";
import { buttonClass } from "@/components/ui/button";
import { FlashToast } from "@/components/ui/flash-toast";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import type { ItemFilter, ItemPage } from "@/lib/lightspeed/items/item-types";
import { listItems } from "@/lib/lightspeed/items/list-items";
import { services } from "@/lib/services";
import { forPanel } from "../../back-office-data";
import { placeChoiceOf } from "../linked-places";
import { refreshItemsAction } from "./actions";
import { LanguagesTab } from "./languages-tab";
import { noticeIn } from "./notices";

export const metadata: Metadata = { title: "Items" };

type Params = Record<string, string | string[] | undefined>;

const description =
  "What this location sells, as kept by Lightspeed: names, SKUs, prices, texts, allergens and pictures.";

export default async function ItemsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const actor = await requireMerchant();
  const params = await searchParams;
  const { connected, places, chosen } = await placeChoiceOf(actor, params.place);
  if (!chosen) {
    return (
      <>
        <PageHeader title="Items" description={description} />
        <NoPlace connected={connected} what="Items" />
      </>
    );
  }
  const named = places.length > 1 ? chosen.locationId : null;
  const tab = params.tab === "languages" ? "languages" : "items";
  // Begun here and not where it is shown: then it goes with what is read already.
  const filter = parseItemFilter(params);
  const page =
    tab === "items" ? forPanel("items", () => listItems(services(), actor.merchantId, chosen, filter)) : null;
  const query = named ? `place=${named}` : "";
  const tabs = [
    { id: "items", label: "Items", href: `/lightspeed/items${query && `?${query}`}` },
    { id: "languages", label: "Languages", href: `/lightspeed/items?tab=languages${query && `&${query}`}` },
  ];
  const notice = noticeIn(params);
  return (
    <>
      {notice && <FlashToast message={notice} param="notice" />}
      <PageHeader
        title="Items"
        description={description}
        actions={<PlacePicker action="/lightspeed/items" places={places} chosen={chosen.locationId} />}
        tabs={<Tabs label="Items" tabs={tabs} current={tab} />}
      />
      <TabPanel id={tab}>
        {page ? (
          <ItemsTab {...{ page, filter, chosen, named, actor }} />
        ) : (
          <LanguagesTab actor={actor} place={chosen} />
        )}
      </TabPanel>
    </>
  );
}

type ItemsTabProps = {
  page: Promise<ItemPage | null>;
  filter: ItemFilter;
  chosen: NonNullable<Awaited<ReturnType<typeof placeChoiceOf>>["chosen"]>;
  named: string | null;
  actor: Awaited<ReturnType<typeof requireMerchant>>;
};

async function ItemsTab({ page: reading, filter, chosen, named, actor }: ItemsTabProps) {
  const mayEdit = can(actor, "items.edit");
  const page = await reading;
  return (
    <ItemsCard
      page={page}
      filter={filter}
      place={named}
      currency={chosen.currency}
      region={chosen.region}
      mayEdit={mayEdit}
      age={
        <DataAge
          readAt={page?.age.readAt?.toISOString() ?? null}
          stale={page?.age.stale ?? false}
          problem={page?.age.problem ?? null}
          refresh={refreshItemsAction.bind(null, chosen.locationId)}
          renderedAt={services().now().toISOString()}
          region={chosen.region}
        />
      }
      actions={
        mayEdit && (
          <Link
            href={`/lightspeed/items/new${named ? `?place=${named}` : ""}`}
            className={buttonClass({ variant: "primary" })}
          >
            Add item
          </Link>
        )
      }
    />
  );
}
