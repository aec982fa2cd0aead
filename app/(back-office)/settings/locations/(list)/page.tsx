import type { Metadata } from "next";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { LocationList } from "@/components/settings/location-list";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashToast } from "@/components/ui/flash-toast";
import { PinIcon } from "@/components/ui/icons";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { formatCount } from "@/lib/format";
import { countryName } from "@/lib/locations/reference-data";
import { locationsOf } from "../../../back-office-data";

export const metadata: Metadata = { title: "Locations" };

const notices = new Map([
  ["created", "The location was created."],
  ["saved", "The location was saved."],
  ["deactivated", "The location was deactivated."],
  ["reactivated", "The location is active again."],
]);

type LocationsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LocationsPage({ searchParams }: LocationsPageProps) {
  const actor = await requireMerchant();
  const notice = notices.get(String((await searchParams).notice));
  const locations = await locationsOf(actor.merchantId);
  const mayEdit = can(actor, "locations.edit");
  const names = Object.fromEntries(locations.map(({ country }) => [country, countryName(country)]));
  const active = locations.filter((location) => location.active);
  const deactivated = locations.filter((location) => !location.active);
  const add = mayEdit && (
    <Link href="/settings/locations/new" className={buttonClass({ variant: "primary" })}>
      Add location
    </Link>
  );
  return (
    <>
      {notice && <FlashToast message={notice} param="notice" />}
      <PageHeader
        title="Locations"
        description="Your restaurants. Create them here before you connect: Lightspeed does not import locations into Upvendo."
        actions={active.length > 0 && add}
      />
      <div className="grid gap-5">
        {active.length === 0 ? (
          <section id="active" aria-label="Active locations" className="rounded-lg border bg-surface shadow-raised">
            <EmptyState
              icon={<PinIcon />}
              title={deactivated.length ? "No active location" : "No location yet"}
              action={add}
            >
              {mayEdit
                ? "Orders, menus and tables belong to a location. Create the first one to go on."
                : "Only owners and managers can create one."}
            </EmptyState>
          </section>
        ) : (
          <Card id="active" flush title="Active" description={formatCount(active.length, "location")}>
            <LocationList label="Active locations" locations={active} countryNames={names} mayEdit={mayEdit} />
          </Card>
        )}
        {deactivated.length > 0 && (
          <Card id="deactivated" flush title="Deactivated" description={formatCount(deactivated.length, "location")}>
            <LocationList
              label="Deactivated locations"
              locations={deactivated}
              countryNames={names}
              mayEdit={mayEdit}
            />
          </Card>
        )}
      </div>
    </>
  );
}
