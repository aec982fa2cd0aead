import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
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
      <Choice name="show" label="State" all="All states" chosen={search.show} words={shows} />
      <Choice name="channel" label="Channel" all="All channels" chosen={search.channel} words={channelWords} />
      <Choice name="within" label="Time" all="Any time" chosen={search.within} words={spans} />
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
      <Button type="submit">Filter</Button>
      {isFiltered(search) && (
        <TextLink href={orderSearchHref({})} scroll={false} className="self-center text-sm">
          Clear
        </TextLink>
      )}
    </Form>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  all: string;
  chosen: string | undefined;
  words: Record<string, string>;
};

function Choice({ name, label, all, chosen, words }: ChoiceProps) {
  const id = `order-${name}`;
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <Select key={`${name}-${chosen}`} id={id} name={name} defaultValue={chosen ?? ""} className="w-44 max-sm:w-full">
        <option value="">{all}</option>
        {Object.entries(words).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </Select>
    </>
  );
}
