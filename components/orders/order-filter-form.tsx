import Form from "next/form";
import { Button } from "@/components/ui/button";
import { FilterChoice } from "@/components/ui/filter-choice";
import { Input } from "@/components/ui/input";
import { TextLink } from "@/components/ui/text-link";
import { isFiltered, type OrderSearch, orderSearchHref, shows, spans } from "./order-filter";
import { channelWords } from "./words";

/** A plain GET: the filter is in the address, so it survives reload and Back, and needs no script. */
export function OrderFilterForm({ search }: { search: OrderSearch }) {
  return (
    <Form
      action="/orders"
      scroll={false}
      role="search"
      aria-label="Filter the orders"
      className="flex flex-wrap gap-2 border-b bg-sunken px-4 py-2.5 sm:px-5"
    >
      <FilterChoice
        {...{ id: "order-show", name: "show", label: "State", all: "All states" }}
        chosen={search.show}
        options={Object.entries(shows)}
        className="w-44"
      />
      <FilterChoice
        {...{ id: "order-channel", name: "channel", label: "Channel", all: "All channels" }}
        chosen={search.channel}
        options={Object.entries(channelWords)}
        className="w-44"
      />
      <FilterChoice
        {...{ id: "order-within", name: "within", label: "Time", all: "Any time" }}
        chosen={search.within}
        options={Object.entries(spans)}
        className="w-44"
      />
      <label htmlFor="order-q" className="sr-only">
        Order number, reference, table or amount
      </label>
      <Input
        key={search.q}
        id="order-q"
        name="q"
        type="search"
        defaultValue={search.q}
        maxLength={60}
        placeholder="Number, table or amount"
        className="min-w-0 flex-1 basis-56"
      />
      {search.currency && <input type="hidden" name="currency" value={search.currency} />}
      <Button type="submit">Filter</Button>
      {isFiltered(search) && (
        <TextLink href={orderSearchHref({})} scroll={false} className="self-center text-sm">
          Clear
        </TextLink>
      )}
    </Form>
  );
}
