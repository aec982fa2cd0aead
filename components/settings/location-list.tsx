import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Table, Td, Th } from "@/components/ui/table";
import { zoneName } from "@/lib/format";
import type { LocationView } from "@/lib/locations/location-types";

type LocationListProps = {
  label: string;
  locations: LocationView[];
  countryNames: Record<string, string>;
  mayEdit: boolean;
};

export function LocationList({ label, locations, countryNames, mayEdit }: LocationListProps) {
  return (
    <Table aria-label={label} className="[&_tbody_tr:last-child_td]:border-b-0">
      <thead className="max-sm:sr-only">
        <tr>
          <Th>Name</Th>
          <Th>Address</Th>
          <Th>Time zone</Th>
          <Th>Currency</Th>
          <Th>Lightspeed</Th>
          <Th>
            <span className="sr-only">{mayEdit ? "Edit" : "View"}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {locations.map((location) => (
          <tr
            key={location.id}
            className="max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:border-b max-sm:last:border-b-0 max-sm:[&_td]:border-b-0"
          >
            <Td className="font-medium">{location.name}</Td>
            <Td className="text-muted max-sm:col-span-2 max-sm:row-start-2 max-sm:pt-0">
              {location.street}, {location.postalCode} {location.city}, {countryNames[location.country]}
            </Td>
            <Td className="whitespace-nowrap text-muted max-sm:hidden">{zoneName(location)}</Td>
            <Td className="text-muted max-sm:hidden">{location.currency}</Td>
            <Td className="max-sm:row-start-3 max-sm:pt-0">
              {location.linked ? <Badge tone="positive">Linked</Badge> : <Badge>Not linked</Badge>}
            </Td>
            <Td className="text-right max-sm:col-start-2 max-sm:row-start-1">
              <Link href={`/settings/locations/${location.id}`} className={buttonClass({ size: "sm" })}>
                {mayEdit ? "Edit" : "View"}
                <span className="sr-only"> {location.name}</span>
              </Link>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
