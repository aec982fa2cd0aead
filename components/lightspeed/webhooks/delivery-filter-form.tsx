import Form from "next/form";
import { Button } from "@/components/ui/button";
import { FilterChoice } from "@/components/ui/filter-choice";
import { Input } from "@/components/ui/input";
import { TextLink } from "@/components/ui/text-link";
import { type DeliverySearch, deliverySearchHref, isFiltered, spans } from "./delivery-filter";
import { statusWords, typeWord, verdictWords } from "./words";

type Option = readonly [value: string, label: string];
type DeliveryFilterFormProps = {
  search: DeliverySearch;
  types: string[];
  places: { businessLocationId: string; name: string }[];
};

/** A plain GET: the filter is in the address, so it survives reload and Back, and needs no script. */
export function DeliveryFilterForm({ search, types, places }: DeliveryFilterFormProps) {
  const known = search.type && !types.includes(search.type) ? [...types, search.type] : types;
  const options = (words: Record<string, { text: string }>): Option[] =>
    Object.entries(words).map(([value, { text }]) => [value, text]);
  return (
    <Form
      action="/lightspeed/webhooks/deliveries"
      scroll={false}
      role="search"
      aria-label="Filter the deliveries"
      className="flex flex-wrap gap-2 border-b bg-sunken px-4 py-2.5 sm:px-5"
    >
      <FilterChoice
        {...{ id: "delivery-type", name: "type", label: "What", all: "All kinds" }}
        className="w-40"
        chosen={search.type}
        options={known.map((type) => [type, typeWord(type)])}
      />
      <FilterChoice
        {...{ id: "delivery-status", name: "status", label: "State", all: "All states" }}
        className="w-40"
        chosen={search.status}
        options={options(statusWords)}
      />
      <FilterChoice
        {...{ id: "delivery-place", name: "place", label: "Location", all: "All locations" }}
        className="w-40"
        chosen={search.place}
        options={places.map(({ businessLocationId, name }) => [businessLocationId, name])}
      />
      <FilterChoice
        {...{ id: "delivery-verdict", name: "verdict", label: "Verdict", all: "Verified or not" }}
        className="w-40"
        chosen={search.verdict}
        options={options(verdictWords)}
      />
      <FilterChoice
        {...{ id: "delivery-within", name: "within", label: "Time", all: "Any time" }}
        className="w-40"
        chosen={search.within}
        options={Object.entries(spans)}
      />
      <label htmlFor="delivery-ref" className="sr-only">
        Reference
      </label>
      <Input
        key={search.reference}
        id="delivery-ref"
        name="ref"
        type="search"
        defaultValue={search.reference}
        maxLength={100}
        placeholder="Whole reference"
        className="min-w-0 flex-1 basis-40"
      />
      <Button type="submit">Filter</Button>
      {isFiltered(search) && (
        <TextLink href={deliverySearchHref({})} scroll={false} className="self-center text-sm">
          Clear
        </TextLink>
      )}
    </Form>
  );
}
