import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { LocationForm } from "@/components/settings/location-form";
import { optionLines } from "@/components/ui/option-lines";
import { requirePermission } from "@/lib/auth/session";
import { newLocationValues } from "@/lib/locations/form-values";
import { countries, currencies } from "@/lib/locations/reference-data";
import { usualPlaces } from "@/lib/locations/usual-places";
import { zones } from "@/lib/names";
import { locationsOf } from "../../../back-office-data";
import { createLocationAction } from "../actions";

export const metadata: Metadata = { title: "Add location" };

export default async function NewLocationPage() {
  const actor = await requirePermission("locations.edit");
  const [like] = await locationsOf(actor.merchantId);
  return (
    <>
      <PageHeader title="Add location" />
      <div className="max-w-2xl">
        <LocationForm
          values={newLocationValues(like)}
          save={createLocationAction}
          submitLabel="Create location"
          usual={usualPlaces}
          choices={{
            countries: optionLines(countries),
            timeZones: zones.join(" "),
            currencies: optionLines(currencies),
          }}
        />
      </div>
    </>
  );
}
