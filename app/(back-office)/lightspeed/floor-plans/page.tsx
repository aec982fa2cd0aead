import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { DataAge } from "@/components/lightspeed/data-age";
import { FloorPlanPanel } from "@/components/lightspeed/floor-plan/floor-plan-panel";
import { PlanChoices } from "@/components/lightspeed/floor-plan/plan-choices";
import { PlanUnreadable } from "@/components/lightspeed/floor-plan/plan-unreadable";
import { PrintMessage } from "@/components/lightspeed/floor-plan/print-message";
import { NoPlace } from "@/components/lightspeed/no-place";
import { PlacePicker } from "@/components/lightspeed/place-picker";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { getFloorPlan } from "@/lib/lightspeed/floor-plan/get-floor-plan";
import { getOpenChecks } from "@/lib/lightspeed/floor-plan/get-open-checks";
import { services } from "@/lib/services";
import { forPanel } from "../../back-office-data";
import { placeChoiceOf } from "../linked-places";
import { printMessageAction, refreshFloorPlansAction, saveFloorPlanAction } from "./actions";

export const metadata: Metadata = { title: "Floor plans" };

type Params = Record<string, string | string[] | undefined>;

const description =
  "Lightspeed's tables where you put them, with the open checks of the till. Lightspeed knows no positions: the drawing is yours.";

export default async function FloorPlansPage({ searchParams }: { searchParams: Promise<Params> }) {
  const actor = await requireMerchant();
  const params = await searchParams;
  const { connected, places, chosen } = await placeChoiceOf(actor, params.place);
  if (!chosen) {
    return (
      <>
        <PageHeader title="Floor plans" description={description} />
        <NoPlace connected={connected} what="Tables and open checks" />
      </>
    );
  }
  const { locationId, region, businessLocationName } = chosen;
  const floorPlanId = typeof params.plan === "string" ? params.plan : undefined;
  const as = params.view === "table" ? "table" : "plan";
  const [view, checks] = await Promise.all([
    forPanel("floor plan", () => getFloorPlan(services(), actor.merchantId, { locationId, floorPlanId })),
    forPanel("open checks", () => getOpenChecks(services(), actor.merchantId, locationId)),
  ]);
  const times = { renderedAt: services().now().toISOString(), region };
  return (
    <>
      <PageHeader
        title="Floor plans"
        description={description}
        actions={
          <div className="flex flex-wrap items-center gap-2">
            <PlacePicker action="/lightspeed/floor-plans" places={places} chosen={locationId} />
            {can(actor, "till.message") && (
              <PrintMessage locationId={locationId} placeName={businessLocationName} send={printMessageAction} />
            )}
          </div>
        }
      />
      <div className="grid gap-5">
        {view && checks ? (
          <>
            <DataAge
              readAt={view.readAt}
              stale={view.stale}
              problem={view.problem}
              refresh={refreshFloorPlansAction.bind(null, locationId)}
              {...times}
            />
            <FloorPlanPanel
              // A drawing of its own for each floor plan and each saved version: nothing half-moved comes along.
              key={`${locationId} ${view.plan?.id} ${view.plan?.version}`}
              view={view}
              checks={checks}
              as={as}
              mayArrange={can(actor, "floor-plans.edit")}
              save={saveFloorPlanAction}
              choices={<PlanChoices view={view} as={as} />}
              {...times}
            />
          </>
        ) : (
          <PlanUnreadable />
        )}
      </div>
    </>
  );
}
