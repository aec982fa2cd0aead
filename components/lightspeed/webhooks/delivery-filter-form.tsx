import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
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
      <Choice
        name="type"
        label="What"
        all="All kinds"
        chosen={search.type}
        options={known.map((type) => [type, typeWord(type)])}
      />
      <Choice name="status" label="State" all="All states" chosen={search.status} options={options(statusWords)} />
      <Choice
        name="place"
        label="Location"
        all="All locations"
        chosen={search.place}
        options={places.map(({ businessLocationId, name }) => [businessLocationId, name])}
      />
      <Choice
        name="verdict"
        label="Verdict"
        all="Verified or not"
        chosen={search.verdict}
        options={options(verdictWords)}
      />
      <Choice name="within" label="Time" all="Any time" chosen={search.within} options={Object.entries(spans)} />
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

type ChoiceProps = { name: string; label: string; all: string; chosen: string | undefined; options: Option[] };

function Choice({ name, label, all, chosen, options }: ChoiceProps) {
  const id = `delivery-${name}`;
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <Select key={`${name}-${chosen}`} id={id} name={name} defaultValue={chosen ?? ""} className="w-40 max-sm:w-full">
        <option value="">{all}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </Select>
    </>
  );
}
