import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { ItemForm } from "@/components/lightspeed/items/item-form";
import { NoPlace } from "@/components/lightspeed/no-place";
import { Card } from "@/components/ui/card";
import { requirePermission } from "@/lib/auth/session";
import { newItemValues } from "@/lib/lightspeed/items/item-input";
import { listGroupChoices } from "@/lib/lightspeed/items/list-items";
import { services } from "@/lib/services";
import { placeChoiceOf } from "../../linked-places";
import { createItemAction } from "../actions";

export const metadata: Metadata = { title: "Add item" };

type Params = Record<string, string | string[] | undefined>;

export default async function NewItemPage({ searchParams }: { searchParams: Promise<Params> }) {
  const actor = await requirePermission("items.edit");
  const params = await searchParams;
  const { connected, chosen } = await placeChoiceOf(actor, params.place);
  if (!chosen) {
    return (
      <>
        <PageHeader title="Add item" />
        <NoPlace connected={connected} what="New item" />
      </>
    );
  }
  const { groups, problem } = await listGroupChoices(services(), actor.merchantId, chosen);
  const list = `/lightspeed/items?place=${chosen.locationId}`;
  // An advice from elsewhere ("this SKU is unknown to Items") can bring it along.
  const sku = typeof params.sku === "string" ? params.sku.slice(0, 32) : "";
  return (
    <>
      <PageHeader
        title="Add item"
        description={`For ${chosen.locationName}. It is on no menu until it is placed there in Lightspeed.`}
      />
      <div className="max-w-3xl">
        <Card id="item" title="Item">
          <ItemForm
            values={newItemValues(sku)}
            version=""
            save={createItemAction.bind(null, chosen.locationId)}
            submitLabel="Create item"
            currency={chosen.currency}
            groups={groups}
            groupsProblem={problem}
            cancelHref={list}
            reloadHref={list}
          />
        </Card>
      </div>
    </>
  );
}
