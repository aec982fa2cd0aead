import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";

type PlacePickerProps = {
  action: string;
  places: { locationId: string; locationName: string }[];
  chosen: string;
};

/** Only where there is something to choose. A plain GET, so the choice stands in the address. */
export function PlacePicker({ action, places, chosen }: PlacePickerProps) {
  if (places.length < 2) return null;
  return (
    <Form action={action} className="flex items-center gap-2">
      <label htmlFor="place" className="sr-only">
        Shown location
      </label>
      <Select key={chosen} id="place" name="place" defaultValue={chosen} className="w-44">
        {places.map(({ locationId, locationName }) => (
          <option key={locationId} value={locationId}>
            {locationName}
          </option>
        ))}
      </Select>
      <Button type="submit">Show</Button>
    </Form>
  );
}
