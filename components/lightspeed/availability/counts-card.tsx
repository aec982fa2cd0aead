import Form from "next/form";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { TextLink } from "@/components/ui/text-link";
import { formatCount, type Region } from "@/lib/format";
import type { AvailabilityView } from "@/lib/lightspeed/availability/availability-types";
import { type CountFilter, countFilterHref, filterCounts, PAGE_SIZE } from "./count-filter";
import { CountTable } from "./count-table";

type CountsCardProps = {
  /** Null: it could not be read. */
  view: AvailabilityView | null;
  filter: CountFilter;
  age: ReactNode;
  renderedAt: string;
  region: Region;
};

/** The list of what is sold out or limited, and of everything else on wish. */
export function CountsCard({ view, filter, age, ...times }: CountsCardProps) {
  const href = (change: Partial<CountFilter> = {}) => countFilterHref({ ...filter, ...change });
  if (view === null) {
    return (
      <Card id="counts" flush title="Sold out and limited">
        <EmptyState title="The counts could not be read" action={<TextLink href={href()}>Try again</TextLink>}>
          Nothing is lost; the counts are still stored.
        </EmptyState>
      </Card>
    );
  }
  const found = filterCounts(view.counts, filter);
  const shown = found.slice(filter.offset, filter.offset + PAGE_SIZE);
  const limited = view.counts.filter(({ count }) => count !== null);
  const soldOut = limited.filter(({ count }) => count === 0).length;
  return (
    <Card
      id="counts"
      flush
      title="Sold out and limited"
      description={
        view.readAt === null && view.counts.length === 0
          ? "Counts are set at the till. Nothing has been read yet."
          : `${formatCount(soldOut, "item is", "items are")} sold out, ${formatCount(limited.length - soldOut, "item has", "items have")} a count, of ${formatCount(view.counts.length, "item")} that are watched.`
      }
    >
      <div className="border-b px-4 py-3 sm:px-5">{age}</div>
      <FilterForm filter={filter} />
      {shown.length > 0 ? (
        <>
          <CountTable label="Counts" counts={shown} {...times} />
          <Pages filter={filter} total={found.length} />
        </>
      ) : (
        <EmptyState
          title={emptyTitle(filter, view)}
          action={
            filter.text || filter.offset ? (
              <TextLink href={href({ text: "", offset: 0 })}>Show all</TextLink>
            ) : undefined
          }
        >
          {filter.text
            ? "Try another name or SKU, or look the SKU up below."
            : "An item shows up here as soon as it is sold out or gets a count at the till. What is never limited at the till can be sold without end."}
        </EmptyState>
      )}
    </Card>
  );
}

function emptyTitle({ text }: CountFilter, { readAt }: AvailabilityView): string {
  if (text) return "No item matches";
  return readAt === null ? "No counts yet" : "Nothing is sold out or limited";
}

function FilterForm({ filter }: { filter: CountFilter }) {
  return (
    <Form
      action="/lightspeed/availability"
      scroll={false}
      role="search"
      aria-label="Filter the counts"
      className="flex flex-wrap gap-2 border-b bg-sunken px-4 py-2.5 sm:px-5"
    >
      {filter.place && <input type="hidden" name="place" value={filter.place} />}
      <label htmlFor="counts-show" className="sr-only">
        Which items
      </label>
      <Select key={filter.show} id="counts-show" name="show" defaultValue={filter.show} className="w-44 max-sm:w-full">
        <option value="limited">Sold out and limited</option>
        <option value="all">All watched items</option>
      </Select>
      <label htmlFor="counts-text" className="sr-only">
        Name or SKU
      </label>
      <Input
        key={filter.text}
        id="counts-text"
        name="q"
        type="search"
        placeholder="Name or SKU"
        defaultValue={filter.text}
        maxLength={100}
        className="flex-1 basis-40"
      />
      <Button type="submit">Filter</Button>
    </Form>
  );
}

function Pages({ filter, total }: { filter: CountFilter; total: number }) {
  if (total <= PAGE_SIZE) return null;
  const { offset } = filter;
  const href = (next: number) => countFilterHref({ ...filter, offset: next });
  return (
    <nav
      aria-label="Pages of counts"
      className="flex items-center justify-between gap-3 border-t px-4 py-2.5 text-sm sm:px-5"
    >
      <span className="text-muted">
        {offset + 1} to {Math.min(offset + PAGE_SIZE, total)} of {total}
      </span>
      <span className="flex gap-4">
        {offset > 0 && <TextLink href={href(Math.max(0, offset - PAGE_SIZE))}>Previous</TextLink>}
        {offset + PAGE_SIZE < total && <TextLink href={href(offset + PAGE_SIZE)}>Next</TextLink>}
      </span>
    </nav>
  );
}
