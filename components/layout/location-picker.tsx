"use client";

import { PinIcon } from "@/components/ui/icons";
import { Select } from "@/components/ui/select";
import { TextLink } from "@/components/ui/text-link";

type Option = { id: string; name: string };

type LocationPickerProps = {
  locations: Option[];
  /** An id, or null for all of them. */
  chosen: string | null;
  mayCreate: boolean;
  choose: (form: FormData) => Promise<void>;
};

export function LocationPicker({ locations, chosen, mayCreate, choose }: LocationPickerProps) {
  const [only] = locations;
  if (!only) {
    if (!mayCreate) return <p className="text-muted text-sm">No location yet</p>;
    return (
      <TextLink href="/settings/locations/new" className="text-sm">
        Create a location
      </TextLink>
    );
  }
  if (locations.length === 1) {
    return (
      <p className="flex min-w-0 items-center gap-1.5 text-sm">
        <PinIcon className="shrink-0 text-muted" />
        <span className="sr-only">Location: </span>
        <span className="truncate font-medium">{only.name}</span>
      </p>
    );
  }
  return (
    <form action={choose} className="flex min-w-0 items-center gap-2">
      <label htmlFor="location-picker" className="sr-only">
        Location
      </label>
      {/* The key: a form's reset after its action would bring back the choice before this one. */}
      <Select
        key={chosen}
        id="location-picker"
        name="location"
        defaultValue={chosen ?? "all"}
        onChange={(event) => event.currentTarget.form?.requestSubmit()}
        className="w-44 sm:w-56"
      >
        <option value="all">All locations</option>
        {locations.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <noscript>
        <button type="submit" className="text-sm underline">
          Show
        </button>
      </noscript>
    </form>
  );
}
