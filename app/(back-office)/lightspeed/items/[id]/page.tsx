import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/layout/page-header";
import { ItemFacts } from "@/components/lightspeed/items/item-facts";
import { ItemForm } from "@/components/lightspeed/items/item-form";
import { ItemRemoval } from "@/components/lightspeed/items/item-removal";
import { problemWords } from "@/components/lightspeed/items/item-words";
import { NoPlace } from "@/components/lightspeed/no-place";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashToast } from "@/components/ui/flash-toast";
import { TextLink } from "@/components/ui/text-link";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { formatMoney } from "@/lib/format";
import { readTokens } from "@/lib/lightspeed/connection/read-tokens";
import { findItem } from "@/lib/lightspeed/items/get-item";
import { valuesOfItem } from "@/lib/lightspeed/items/item-input";
import type { ItemRow } from "@/lib/lightspeed/items/item-types";
import { itemVersion } from "@/lib/lightspeed/items/item-write";
import { listGroupChoices } from "@/lib/lightspeed/items/list-items";
import { withProblems } from "@/lib/lightspeed/items/to-item-view";
import { asResult } from "@/lib/result";
import { services } from "@/lib/services";
import { type LinkedPlace, placeChoiceOf } from "../../linked-places";
import { deleteItemAction, setItemActiveAction, updateItemAction } from "../actions";
import { noticeIn } from "../notices";
import { RichSection, readRichChoices } from "./rich-section";

export const metadata: Metadata = { title: "Item" };

type Params = Record<string, string | string[] | undefined>;
type ItemPageProps = { params: Promise<{ id: string }>; searchParams: Promise<Params> };

export default async function ItemPage({ params, searchParams }: ItemPageProps) {
  const actor = await requireMerchant();
  const [{ id }, query] = [await params, await searchParams];
  if (!/^\d{1,19}$/.test(id)) notFound();
  const [{ connected, chosen }, tokens] = await Promise.all([
    placeChoiceOf(actor, query.place),
    readTokens(services(), actor.merchantId),
  ]);
  if (!chosen)
    return (
      <Frame>
        <NoPlace connected={connected} what="Item" />
      </Frame>
    );
  const list = `/lightspeed/items?place=${chosen.locationId}`;
  // Side by side: what the forms choose from need not wait for Lightspeed.
  const choices = readRichChoices(actor, chosen);
  const groups = can(actor, "items.edit") ? listGroupChoices(services(), actor.merchantId, chosen) : null;
  const [result] = await Promise.all([
    asResult(() => findItem(services(), actor.merchantId, chosen, id, { tokens })),
    choices,
    groups,
  ]);
  if (!result.ok) {
    return (
      <Frame>
        <Alert
          tone="negative"
          title={result.message}
          actions={<TextLink href={`/lightspeed/items/${id}?place=${chosen.locationId}`}>Try again</TextLink>}
        >
          Items are read from Lightspeed right before they are changed. The list of items still shows what was read
          last.
        </Alert>
      </Frame>
    );
  }
  const [item] = withProblems(result.data ? [result.data] : [], chosen.currency);
  if (!item) {
    return (
      <Frame>
        <Card id="item" flush title="Item">
          <EmptyState title="This item does not exist" action={<TextLink href={list}>Show all items</TextLink>}>
            Lightspeed has no such item at {chosen.locationName}. It may have been deleted.
          </EmptyState>
        </Card>
      </Frame>
    );
  }
  const notice = noticeIn(query);
  return (
    <Frame title={item.name || "Item"} active={item.active}>
      {notice && <FlashToast message={notice} param="notice" />}
      <div className="grid gap-5">
        {item.problems.map((problem) => (
          <Alert key={problem} tone="warning" title={problemWords[problem].label}>
            {problemWords[problem].advice}
          </Alert>
        ))}
        <ItemSection place={chosen} item={item} list={list} choices={groups} />
        <RichSection
          actor={actor}
          place={chosen}
          item={item}
          choices={choices}
          tokens={tokens}
          failure={typeof query.refused === "string" ? query.refused : null}
        />
        {can(actor, "items.edit") && (
          <ItemRemoval
            name={item.name}
            active={item.active}
            archive={setItemActiveAction.bind(null, chosen.locationId, id, itemVersion(item))}
            remove={deleteItemAction.bind(null, chosen.locationId, id)}
          />
        )}
      </div>
    </Frame>
  );
}

type FrameProps = { title?: string; active?: boolean; children: React.ReactNode };

function Frame({ title = "Item", active = true, children }: FrameProps) {
  return (
    <>
      <PageHeader title={title} actions={!active && <Badge>Archived</Badge>} />
      {children}
    </>
  );
}

type SectionProps = {
  place: LinkedPlace;
  item: ItemRow;
  list: string;
  /** Null: may look and not change. */
  choices: ReturnType<typeof listGroupChoices> | null;
};

async function ItemSection({ place, item, list, choices }: SectionProps) {
  const { currency, locationId, region } = place;
  if (!choices) return <ItemFacts {...{ item, currency, region }} note="Only owners and managers can change items." />;
  const { groups, problem } = await choices;
  const others = item.otherPrices.filter(({ amountMinor }) => amountMinor !== null);
  return (
    <Card id="item" title="Item">
      <ItemForm
        key={itemVersion(item)}
        values={valuesOfItem(item, place)}
        version={itemVersion(item)}
        save={updateItemAction.bind(null, locationId, item.id)}
        submitLabel="Save"
        currency={currency}
        groups={groups}
        groupsProblem={problem}
        cancelHref={list}
        reloadHref={`/lightspeed/items/${item.id}?place=${locationId}`}
      />
      {others.length > 0 && (
        <p className="mt-4 text-muted text-sm">
          Other price lists, set in Lightspeed's Back Office:{" "}
          {others
            .map(({ name, amountMinor }) => `${name} ${formatMoney(amountMinor ?? 0, currency, region)}`)
            .join(", ")}
          .
        </p>
      )}
    </Card>
  );
}
