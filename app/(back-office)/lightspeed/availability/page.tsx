import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { parseCountFilter } from "@/components/lightspeed/availability/count-filter";
import { CountsCard } from "@/components/lightspeed/availability/counts-card";
import { CoverageCard } from "@/components/lightspeed/availability/coverage-card";
import { LookUpCard } from "@/components/lightspeed/availability/look-up-card";
import { DataAge } from "@/components/lightspeed/data-age";
import { NoPlace } from "@/components/lightspeed/no-place";
import { PlacePicker } from "@/components/lightspeed/place-picker";
import { LiveRefresh } from "@/components/live/live-refresh";
import { RelativeTime } from "@/components/time/relative-time";
import { requireMerchant } from "@/lib/auth/session";
import { getAvailability } from "@/lib/lightspeed/availability/get-availability";
import { getCoverage } from "@/lib/lightspeed/availability/get-coverage";
import { watchAvailability } from "@/lib/lightspeed/availability/watch-availability";
import { services } from "@/lib/services";
import { forPanel } from "../../back-office-data";
import { type LinkedPlace, placeChoiceOf } from "../linked-places";
import { lookUpAction, refreshAvailabilityAction } from "./actions";

export const metadata: Metadata = { title: "Availability" };

type Params = Record<string, string | string[] | undefined>;

const description = "How many of each item are left, as set at the till. Sold-out items cannot be ordered.";

export default async function AvailabilityPage({ searchParams }: { searchParams: Promise<Params> }) {
  const actor = await requireMerchant();
  const params = await searchParams;
  const { connected, places, chosen } = await placeChoiceOf(actor, params.place);
  if (!chosen) {
    return (
      <>
        <PageHeader title="Availability" description={description} />
        <NoPlace connected={connected} what="Sold out and limited" />
      </>
    );
  }
  const { businessLocationId, region } = chosen;
  const [view, coverage] = await Promise.all([
    forPanel("counts", () => getAvailability(services(), actor.merchantId, { businessLocationId })),
    forPanel("coverage", () => coverageOf(actor.merchantId, places)),
    forPanel("watch", () => watchAvailability(services(), actor.merchantId, businessLocationId)),
  ]);
  const times = { renderedAt: services().now().toISOString(), region };
  return (
    <>
      <LiveRefresh topics={["availability", "webhooks"]} />
      <PageHeader
        title="Availability"
        description={description}
        actions={<PlacePicker action="/lightspeed/availability" places={places} chosen={chosen.locationId} />}
      />
      <div className="grid gap-5">
        <CountsCard
          view={view}
          filter={parseCountFilter(params)}
          age={
            <DataAge
              readAt={view?.readAt ?? null}
              stale={view?.stale ?? false}
              problem={view?.problem ?? null}
              refresh={refreshAvailabilityAction.bind(null, businessLocationId)}
              {...times}
            />
          }
          {...times}
        />
        <LookUpCard lookUp={lookUpAction.bind(null, businessLocationId)} region={region} />
        <CoverageCard
          places={
            coverage?.map(({ name, state, lastEventAt }) => ({
              name,
              coverage: state,
              lastEvent: lastEventAt ? (
                <>
                  Last event <RelativeTime at={lastEventAt} {...times} />.
                </>
              ) : (
                "No event has come yet."
              ),
            })) ?? null
          }
        />
      </div>
    </>
  );
}

async function coverageOf(merchantId: string, places: LinkedPlace[]) {
  const ids = places.map(({ businessLocationId }) => businessLocationId);
  const states = await getCoverage(services(), merchantId, ids);
  return places.map(({ locationName, businessLocationId }) => {
    const { lastEventAt, ...state } = states.get(businessLocationId) ?? unknown;
    return { name: locationName, state, lastEventAt };
  });
}

const unknown = { state: "polling" as const, reasons: [], lastEventAt: null };
