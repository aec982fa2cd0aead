"use client";

import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { TextLink } from "@/components/ui/text-link";
import type { EndpointPlaceView } from "@/lib/lightspeed/webhooks/webhook-view-types";
import type { ActionResult } from "@/lib/result";
import { PlaceSwitch } from "./place-switch";
import { placeWords } from "./words";

export type SwitchPlace = (input: { businessLocationId: string; send: boolean }) => Promise<ActionResult<null>>;

type PlacesCardProps = {
  /** Null: they could not be read. */
  places: EndpointPlaceView[] | null;
  registered: boolean;
  mayManage: boolean;
  switchPlace: SwitchPlace;
};

/** Which of the linked locations send item and readiness events. */
export function PlacesCard({ places, registered, mayManage, switchPlace }: PlacesCardProps) {
  return (
    <Card
      id="places"
      flush
      title="Locations"
      description="Orders and payments come from every location. Item counts and POS readiness come only from those linked to the endpoint; without them both are read regularly instead."
    >
      {places === null ? (
        <EmptyState
          title="The locations could not be read"
          action={<TextLink href="/lightspeed/webhooks">Try again</TextLink>}
        />
      ) : places.length === 0 ? (
        <EmptyState
          title="No location is linked"
          action={<TextLink href="/lightspeed?tab=settings">Link a location</TextLink>}
        >
          A location that you link to Lightspeed is linked to the endpoint by itself.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {places.map(({ businessLocationId, name, locationName, state, warnings, problem }) => (
            <li
              key={businessLocationId}
              className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3 text-sm sm:px-5"
            >
              <div className="grid min-w-0 flex-1 basis-60 gap-1">
                <div className="flex flex-wrap items-center gap-2">
                  <h3 className="font-medium">{locationName}</h3>
                  <Badge tone={placeWords[state].tone}>{placeWords[state].text}</Badge>
                </div>
                <p className="text-muted">At Lightspeed: {name}</p>
                {warnings.map((warning) => (
                  <p key={warning} className="text-pretty text-warning-ink [overflow-wrap:anywhere]">
                    Lightspeed warns: {warning}. Until it is solved the counts are read regularly instead.
                  </p>
                ))}
                {problem && <p className="text-negative-ink text-pretty">{problem}</p>}
              </div>
              {mayManage && registered && (
                <PlaceSwitch
                  businessLocationId={businessLocationId}
                  name={locationName}
                  on={state === "linked"}
                  switchPlace={switchPlace}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
