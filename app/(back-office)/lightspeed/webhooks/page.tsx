import type { Metadata } from "next";
import { ActivityCard } from "@/components/lightspeed/webhooks/activity-card";
import { EndpointCard } from "@/components/lightspeed/webhooks/endpoint-card";
import { PlacesCard } from "@/components/lightspeed/webhooks/places-card";
import { TestEventCard } from "@/components/lightspeed/webhooks/test-event-card";
import { LiveRefresh } from "@/components/live/live-refresh";
import { ProofAge } from "@/components/time/proof-age";
import { RelativeTime } from "@/components/time/relative-time";
import { TabPanel } from "@/components/ui/tabs";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { lifetimes } from "@/lib/lifetimes";
import { getActivity } from "@/lib/lightspeed/webhooks/get-activity";
import { getWebhooks } from "@/lib/lightspeed/webhooks/get-webhooks";
import { services } from "@/lib/services";
import { forPanel, regionOf } from "../../back-office-data";
import {
  checkEndpointAction,
  registerEndpointAction,
  repairEndpointAction,
  rotateEndpointAction,
  sendTestEventAction,
  switchPlaceAction,
} from "./actions";
import { WebhooksHeader } from "./webhooks-header";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  const actor = await requireMerchant();
  const mayManage = can(actor, "connection.manage");
  const [view, activity, region] = await Promise.all([
    forPanel("webhook endpoint", () => getWebhooks(services(), actor)),
    forPanel("webhook activity", () => getActivity(services(), actor.merchantId)),
    regionOf(actor),
  ]);
  const times = { renderedAt: services().now().toISOString(), region };
  const endpoint = view?.endpoint ?? null;
  const registered = endpoint?.status === "registered";
  const age = (at: string | null | undefined, never: string) => (at ? <RelativeTime at={at} {...times} /> : never);
  return (
    <>
      <LiveRefresh topics={["webhooks"]} />
      <WebhooksHeader current="endpoint" />
      <TabPanel id="endpoint">
        <ActivityCard
          activity={activity}
          lastEvent={
            activity?.lastEventAt ? (
              <>Last event from Lightspeed {age(activity.lastEventAt, "")}.</>
            ) : (
              "No event has come from Lightspeed yet."
            )
          }
          region={region}
        />
        <EndpointCard
          view={view}
          mayManage={mayManage}
          register={registerEndpointAction}
          check={checkEndpointAction}
          repair={repairEndpointAction}
          rotate={rotateEndpointAction}
          registeredAt={age(endpoint?.registeredAt, "Not yet")}
          lastReadAt={
            endpoint?.lastReadAt ? (
              <ProofAge proof={{ at: endpoint.lastReadAt, lifetime: lifetimes.webhook }} {...times} />
            ) : (
              "Never"
            )
          }
          renderedAt={times.renderedAt}
        />
        <TestEventCard mayManage={mayManage} ready={registered} send={sendTestEventAction} />
        <PlacesCard
          places={view?.places ?? null}
          registered={registered}
          mayManage={mayManage}
          switchPlace={switchPlaceAction}
        />
      </TabPanel>
    </>
  );
}
