import { Card } from "@/components/ui/card";
import { Stat } from "@/components/ui/stat";
import { formatClock, zoneName } from "@/lib/format";
import type { LocationView } from "@/lib/locations/location-types";

/** A location for people who may look and not change. */
export function LocationFacts({ location, country }: { location: LocationView; country: string }) {
  const days = Object.entries(location.openingHours);
  return (
    <Card id="facts" title={location.name} description="Only owners and managers can change locations.">
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-3">
        <Stat title="Address">
          {location.street}, {location.postalCode} {location.city}, {country}
        </Stat>
        <Stat title="Time zone">{zoneName(location)}</Stat>
        <Stat title="Currency">{location.currency}</Stat>
      </div>
      <h3 className="mt-5 mb-1 text-muted text-xs">Opening hours</h3>
      <dl className="grid max-w-xs grid-cols-2 gap-y-1 text-sm tabular-nums">
        {days.map(([day, hours]) => (
          <div key={day} className="contents">
            <dt className="capitalize">{day}</dt>
            <dd>
              {hours ? `${formatClock(hours.open, location)} to ${formatClock(hours.close, location)}` : "Closed"}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
