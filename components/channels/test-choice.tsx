import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";

type TestChoiceProps = {
  locations: { id: string; name: string }[];
  chosen: { location: string; type: "dine_in" | "takeaway"; search: string };
};

/** Which menu the test order is composed from. */
export function TestChoice({ locations, chosen }: TestChoiceProps) {
  return (
    <form action="/channels/test" className="grid gap-3 sm:grid-cols-[1fr_1fr_1fr_auto] sm:items-end">
      <Field id="test-location" label="Location">
        {(control) => (
          <Select {...control} name="location" defaultValue={chosen.location}>
            {locations.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="test-type" label="Kind of order">
        {(control) => (
          <Select {...control} name="type" defaultValue={chosen.type}>
            <option value="dine_in">Dine-in</option>
            <option value="takeaway">Takeaway</option>
          </Select>
        )}
      </Field>
      <Field id="test-search" label="Item">
        {(control) => (
          <Input {...control} name="q" type="search" maxLength={100} defaultValue={chosen.search} autoComplete="off" />
        )}
      </Field>
      <Button type="submit">Show</Button>
    </form>
  );
}
