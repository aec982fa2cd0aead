import type { ReactNode } from "react";
import { BeforeConnecting } from "@/components/lightspeed/before-connecting";
import { BusinessChoice } from "@/components/lightspeed/business-choice";
import { ConnectButton } from "@/components/lightspeed/connect-button";
import { ConnectionSummary } from "@/components/lightspeed/connection-summary";
import { RECONNECT_ROLES } from "@/components/lightspeed/connection-words";
import { DeleteCard } from "@/components/lightspeed/delete-card";
import { DeleteIntegration } from "@/components/lightspeed/delete-integration";
import { LocationLinks } from "@/components/lightspeed/location-links";
import { NoLocation } from "@/components/lightspeed/no-location";
import { OrderSettings } from "@/components/lightspeed/order-settings";
import { ProblemAlert } from "@/components/lightspeed/problem-alert";
import { ReloadFromLightspeed } from "@/components/lightspeed/reload-from-lightspeed";
import { ScopeList } from "@/components/lightspeed/scope-list";
import { RelativeTime } from "@/components/time/relative-time";
import { Card } from "@/components/ui/card";
import { type Actor, can } from "@/lib/auth/roles";
import type { Region } from "@/lib/format";
import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";
import { listOrderSettings, type OrderSettingsView } from "@/lib/lightspeed/location-settings/list-order-settings";
import type { LocationChoice } from "@/lib/locations/choose-location";
import { services } from "@/lib/services";
import { forPanel } from "../back-office-data";
import {
  chooseBusinessAction,
  connectAction,
  deleteIntegrationAction,
  linkLocationAction,
  reloadBusinessesAction,
} from "./actions";
import { checkOrderSettingsAction, saveOrderSettingsAction } from "./order-settings-actions";

type ConnectedSettingsProps = {
  actor: Actor;
  connection: ConnectionView;
  choice: LocationChoice;
  region: Region;
  problemTold: boolean;
};

export async function ConnectedSettings({ actor, connection, choice, region, problemTold }: ConnectedSettingsProps) {
  const mayManage = can(actor, "connection.manage");
  const times = { renderedAt: services().now().toISOString(), region };
  const { business, businesses, businessesReadAt, problem } = connection;
  const broken = connection.status === "needs_reauthorization";
  // A deactivated location matters only while something of it is still linked.
  const linkable = connection.links.filter(({ active, link }) => active || link);
  const links = choice.kind === "one" ? linkable.filter(isAbout(choice.location.id)) : linkable;
  const settings = await forPanel("order settings", () =>
    listOrderSettings(
      services(),
      actor.merchantId,
      links.map(({ locationId }) => locationId),
    ),
  );
  const note = notes({ mayManage, broken, hidden: linkable.length - links.length });
  return (
    <>
      {!problemTold && (
        <ProblemAlert
          connection={connection}
          since={problem?.since && <RelativeTime at={problem.since} {...times} />}
        />
      )}
      <ConnectionSummary
        connection={connection}
        {...times}
        actions={
          mayManage && choice.kind !== "none" ? (
            <ConnectButton label="Reconnect" variant={broken ? "primary" : "secondary"} start={connectAction} />
          ) : (
            !mayManage && <p className="max-w-60 text-muted text-sm">{RECONNECT_ROLES}</p>
          )
        }
        businessChoice={
          mayManage && businesses.length > 1 ? (
            <BusinessChoice
              businesses={businesses.map(({ id, name }) => ({ id, name }))}
              chosen={business?.id ?? null}
              choose={chooseBusinessAction}
            />
          ) : null
        }
      />
      {choice.kind === "none" ? (
        <NoLocation mayEdit={can(actor, "locations.edit")} />
      ) : (
        <LocationLinks
          businesses={businesses}
          links={links}
          mayManage={mayManage && !broken}
          save={linkLocationAction}
          note={note}
          freshness={
            <ReloadFromLightspeed
              mayManage={mayManage && !broken}
              reload={reloadBusinessesAction}
              readAt={<ListAge readAt={businessesReadAt} {...times} />}
            />
          }
        />
      )}
      {choice.kind !== "none" && (
        <OrderSettings
          settings={settings}
          mayManage={mayManage && !broken}
          save={saveOrderSettingsAction}
          note={note}
          freshness={
            <ReloadFromLightspeed
              mayManage={mayManage && !broken}
              reload={checkOrderSettingsAction}
              label="Check now"
              done="The order settings were checked."
              readAt={<CheckAge settings={settings ?? []} {...times} />}
            />
          }
        />
      )}
      <ScopeList scopes={connection.scopes} ended={broken} />
      <Card id="before" title="What Reconnect needs">
        <BeforeConnecting redirectUri={connection.redirectUri} />
      </Card>
      <DeleteCard
        action={can(actor, "connection.delete") ? <DeleteIntegration remove={deleteIntegrationAction} /> : null}
      />
    </>
  );
}

const isAbout = (id: string) => (link: { locationId: string }) => link.locationId === id;

/** Why something cannot be changed now, and what is left out. */
function notes({ mayManage, broken, hidden }: { mayManage: boolean; broken: boolean; hidden: number }): ReactNode {
  const said = [
    !mayManage && "Only owners and managers can change this.",
    mayManage && broken && "This can be changed again after Reconnect. Until then it is kept as it is.",
    hidden > 0 && `Only the location chosen at the top of the page. Choose “All locations” to see ${hidden} more.`,
  ].filter((sentence) => typeof sentence === "string");
  return said.length > 0 && said.map((sentence) => <p key={sentence}>{sentence}</p>);
}

type ListAgeProps = { readAt: string | null; renderedAt: string; region: Region };

function ListAge({ readAt, ...times }: ListAgeProps): ReactNode {
  if (!readAt) return "The list of business locations has not been read yet.";
  return (
    <>
      List read from Lightspeed <RelativeTime at={readAt} {...times} />.
    </>
  );
}

type CheckAgeProps = { settings: OrderSettingsView[]; renderedAt: string; region: Region };

/** Of the location that was checked longest ago. */
function CheckAge({ settings, ...times }: CheckAgeProps): ReactNode {
  const ages = settings.map(({ checkedAt }) => checkedAt).sort();
  const oldest = ages.every((age) => age !== null) ? ages[0] : null;
  if (!oldest) return "Not checked against Lightspeed's lists yet; that happens by itself within some minutes.";
  return (
    <>
      Checked against Lightspeed's lists <RelativeTime at={oldest} {...times} />. That happens daily and before every
      sale.
    </>
  );
}
