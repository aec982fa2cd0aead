import Form from "next/form";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterChoice } from "@/components/ui/filter-choice";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { TextLink } from "@/components/ui/text-link";
import { formatCount, type Region } from "@/lib/format";
import type { ItemFilter, ItemPage, ItemRow } from "@/lib/lightspeed/items/item-types";
import { AMOUNTS, isFiltered, itemFilterHref } from "./item-filter";
import { type ItemLine, ItemTable } from "./item-table";

type ItemsCardProps = {
  /** Null: it could not be read. */
  page: ItemPage | null;
  filter: ItemFilter;
  /** Of the address; null where it names none. */
  place: string | null;
  currency: string;
  region: Region;
  mayEdit: boolean;
  age: ReactNode;
  actions?: ReactNode;
};

export function ItemsCard({ page, filter, place, currency, region, mayEdit, age, actions }: ItemsCardProps) {
  const href = (change: Partial<ItemFilter>) => itemFilterHref(place, { ...filter, ...change });
  const all = href({ text: "", groupId: null, show: "active", offset: 0 });
  if (page === null) {
    return (
      <Card id="items" flush title="Items">
        <EmptyState title="The items could not be read" action={<TextLink href={href({})}>Try again</TextLink>}>
          Nothing is lost; Lightspeed still has them.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card
      id="items"
      flush
      title="Items"
      description={
        page.age.readAt
          ? `${formatCount(page.all, "item")} at this location, archived ones included.`
          : "What this location can sell, as kept by Lightspeed."
      }
      actions={actions}
    >
      <div className="border-b px-4 py-3 sm:px-5">{age}</div>
      {page.problems > 0 && filter.show !== "problems" && (
        <p className="border-b bg-warning-soft px-4 py-2 text-sm sm:px-5">
          {formatCount(page.problems, "item for sale has", "items for sale have")} a SKU that stops orders.{" "}
          <TextLink href={href({ show: "problems", text: "", groupId: null, offset: 0 })}>Show them</TextLink>
        </p>
      )}
      <FilterForm filter={filter} place={place} groups={page.groups} />
      {page.rows.length > 0 ? (
        <>
          <ItemTable rows={page.rows.map(toLine)} place={place} currency={currency} region={region} mayEdit={mayEdit} />
          <Pages filter={filter} total={page.total} href={href} />
        </>
      ) : (
        <EmptyState
          title={
            page.age.readAt === null ? "Not read yet" : isFiltered(filter) ? "No item matches" : "No items for sale"
          }
          action={
            isFiltered(filter) || filter.offset > 0 ? (
              <TextLink href={all}>Show all items for sale</TextLink>
            ) : undefined
          }
        >
          {page.age.readAt === null
            ? "As soon as Lightspeed answers, its items are listed here."
            : isFiltered(filter)
              ? "Try another name, SKU or accounting group."
              : "Add the first one here or in Lightspeed's Back Office. A new item is on no menu until somebody places it there."}
        </EmptyState>
      )}
    </Card>
  );
}

const toLine = ({ id, name, price, sku, itemType, active, problems, group }: ItemRow): ItemLine => ({
  ...{ id, name, price },
  ...(sku === null ? {} : { sku }),
  ...(!itemType || itemType === "ITEM" ? {} : { type: itemType }),
  ...(active ? {} : { archived: true }),
  ...(problems.length === 0 ? {} : { problems }),
  ...(group ? { group: group.name } : {}),
});

type FilterFormProps = { filter: ItemFilter; place: string | null; groups: ItemPage["groups"] };

/** A plain GET: the filter is in the address, so it survives reload and Back, and needs no script. */
function FilterForm({ filter, place, groups }: FilterFormProps) {
  return (
    <Form
      action="/lightspeed/items"
      scroll={false}
      role="search"
      aria-label="Filter the items"
      className="flex flex-wrap gap-2 border-b bg-sunken px-4 py-2.5 sm:px-5"
    >
      {place && <input type="hidden" name="place" value={place} />}
      <label htmlFor="items-text" className="sr-only">
        Name, SKU or barcode
      </label>
      <Input
        key={filter.text}
        id="items-text"
        name="q"
        type="search"
        placeholder="Name, SKU or barcode"
        defaultValue={filter.text}
        maxLength={180}
        className="flex-1 basis-44"
      />
      <FilterChoice
        {...{ id: "items-group", name: "group", label: "Accounting group", all: "All accounting groups" }}
        chosen={filter.groupId ?? undefined}
        options={groups.map(({ id, name }) => [id, name])}
        className="w-44"
      />
      <label htmlFor="items-show" className="sr-only">
        Which items
      </label>
      <Select key={filter.show} id="items-show" name="show" defaultValue={filter.show} className="w-36 max-sm:w-full">
        <option value="active">For sale</option>
        <option value="archived">Archived</option>
        <option value="problems">With SKU problems</option>
        <option value="all">All</option>
      </Select>
      <label htmlFor="items-amount" className="sr-only">
        How many a page
      </label>
      <Select
        key={filter.amount}
        id="items-amount"
        name="amount"
        defaultValue={filter.amount}
        className="w-28 max-sm:w-full"
      >
        {AMOUNTS.map((amount) => (
          <option key={amount} value={amount}>
            {amount} a page
          </option>
        ))}
      </Select>
      <Button type="submit">Filter</Button>
    </Form>
  );
}

type PagesProps = { filter: ItemFilter; total: number; href: (change: Partial<ItemFilter>) => string };

function Pages({ filter: { offset, amount }, total, href }: PagesProps) {
  return (
    <nav
      aria-label="Pages of items"
      className="flex items-center justify-between gap-3 border-t px-4 py-2.5 text-sm sm:px-5"
    >
      <span className="text-muted">
        {offset + 1} to {Math.min(offset + amount, total)} of {total}
      </span>
      <span className="flex gap-4">
        {offset > 0 && <TextLink href={href({ offset: Math.max(0, offset - amount) })}>Previous</TextLink>}
        {offset + amount < total && <TextLink href={href({ offset: offset + amount })}>Next</TextLink>}
      </span>
    </nav>
  );
}
