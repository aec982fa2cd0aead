import { ConnectCard } from "@/components/lightspeed/connect-card";
import { hasConnection } from "@/components/lightspeed/connection-words";
import { NoLocation } from "@/components/lightspeed/no-location";
import { Receipt } from "@/components/lightspeed/receipt";
import { BeforeConnectingCard } from "@/components/setup/prerequisites-card";
import { type Actor, can } from "@/lib/auth/roles";
import { services } from "@/lib/services";
import { connectionOf, locationChoiceOf, prerequisitesOf, regionOf } from "../back-office-data";
import { connectAction } from "./actions";
import { ConnectedSettings } from "./connected-settings";

/** `problemTold`: the page has already said what is wrong. */
type SettingsTabProps = { actor: Actor; problemTold: boolean };

export async function SettingsTab({ actor, problemTold }: SettingsTabProps) {
  const [connection, choice, region] = await Promise.all([
    connectionOf(actor.merchantId),
    locationChoiceOf(actor),
    regionOf(actor),
  ]);
  const ready = choice.kind !== "none";
  if (hasConnection(connection)) {
    const settings = { actor, connection, choice, region, problemTold };
    return <ConnectedSettings {...settings} />;
  }
  const steps = await prerequisitesOf(actor.merchantId);
  const before = steps.slice(
    0,
    steps.findIndex(({ id }) => id === "connect"),
  );
  return (
    <>
      {connection.receipt && <Receipt receipt={connection.receipt} region={region} />}
      {ready ? (
        <ConnectCard connection={connection} mayManage={can(actor, "connection.manage")} start={connectAction} />
      ) : (
        <NoLocation mayEdit={can(actor, "locations.edit")} />
      )}
      <BeforeConnectingCard steps={before} renderedAt={services().now().toISOString()} region={region} />
    </>
  );
}
