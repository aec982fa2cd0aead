"use client";

import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { TextLink } from "@/components/ui/text-link";
import { formatCount, type Region } from "@/lib/format";
import type { ActivityView } from "@/lib/lightspeed/webhooks/webhook-view-types";
import { ActivityChart } from "./activity-chart";
import { deliverySearchHref } from "./delivery-filter";

type ActivityCardProps = {
  /** Null: it could not be read. */
  activity: ActivityView | null;
  lastEvent: ReactNode;
  region: Region;
};

/** What came in the last day, and what to do when nothing comes. */
export function ActivityCard({ activity, lastEvent, region }: ActivityCardProps) {
  const total = activity?.hours.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return (
    <Card
      id="activity"
      title="Last 24 hours"
      description={activity && <p>{lastEvent}</p>}
      footer={activity && (activity.dead > 0 || activity.parked > 0) ? <Open activity={activity} /> : undefined}
    >
      {activity === null ? (
        <EmptyState
          title="The figures could not be read"
          action={<TextLink href="/lightspeed/webhooks">Try again</TextLink>}
        >
          Notifications are still received and worked on.
        </EmptyState>
      ) : (
        <div className="grid gap-4">
          {activity.silentHours !== null && <Silence hours={activity.silentHours} />}
          {total > 0 ? (
            <ActivityChart hours={activity.hours} region={region} />
          ) : (
            activity.silentHours === null && <EmptyState title="Nothing has come in the last 24 hours" />
          )}
        </div>
      )}
    </Card>
  );
}

function Open({ activity: { dead, parked } }: { activity: ActivityView }) {
  return (
    <span className="flex flex-wrap gap-x-4 gap-y-1">
      {dead > 0 && (
        <TextLink href={deliverySearchHref({ status: "dead" })}>
          {formatCount(dead, "delivery failed for good", "deliveries failed for good")}
        </TextLink>
      )}
      {parked > 0 && (
        <TextLink href={deliverySearchHref({ status: "parked" })}>
          {formatCount(parked, "delivery waits for its order", "deliveries wait for their order")}
        </TextLink>
      )}
    </span>
  );
}

function Silence({ hours }: { hours: number }) {
  return (
    <Alert
      tone="warning"
      title={`No event for ${hours >= 72 ? formatCount(Math.floor(hours / 24), "day") : formatCount(hours, "hour")}`}
    >
      <p>On a day off this is as it should be. Otherwise:</p>
      <ul className="mt-1 grid list-disc gap-1 pl-4">
        <li>Send a test event below. If it does not come through, the address or the credentials are the cause.</li>
        <li>Click Compare now: it shows whether Lightspeed still has the endpoint, its address and its credentials.</li>
        <li>Look in the Lightspeed portal at the webhook logs for failed deliveries.</li>
        <li>See that the address is reachable from the internet, not only from this computer.</li>
      </ul>
    </Alert>
  );
}
