import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/layout/page-header";
import { LocationActivity } from "@/components/settings/location-activity";
import { LocationFacts } from "@/components/settings/location-facts";
import { LocationForm } from "@/components/settings/location-form";
import { Badge } from "@/components/ui/badge";
import { optionLines } from "@/components/ui/option-lines";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { valuesOfLocation } from "@/lib/locations/form-values";
import { findLocation } from "@/lib/locations/list-locations";
import { countries, countryName, currencies } from "@/lib/locations/reference-data";
import { zones } from "@/lib/names";
import { countOpen } from "@/lib/orders/count-open";
import { services } from "@/lib/services";
import { setLocationActiveAction, updateLocationAction } from "../actions";

export const metadata: Metadata = { title: "Location" };

export default async function LocationPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireMerchant();
  const location = await findLocation(services(), actor.merchantId, (await params).id);
  if (!location) notFound();
  const { id, active, linked } = location;
  const header = <PageHeader title={location.name} actions={!active && <Badge>Deactivated</Badge>} />;
  if (!can(actor, "locations.edit")) {
    return (
      <>
        {header}
        <LocationFacts location={location} country={countryName(location.country)} />
      </>
    );
  }
  const orders = await countOpen(services(), { merchantId: actor.merchantId, locationId: id });
  return (
    <>
      {header}
      <div className="grid max-w-2xl gap-5">
        <LocationForm
          values={valuesOfLocation(location)}
          save={updateLocationAction.bind(null, id)}
          submitLabel="Save"
          choices={{
            countries: optionLines(countries),
            timeZones: zones.join(" "),
            currencies: optionLines(currencies),
          }}
        />
        <LocationActivity
          active={active}
          linked={linked}
          orders={orders}
          setActive={setLocationActiveAction.bind(null, id, !active)}
        />
      </div>
    </>
  );
}
