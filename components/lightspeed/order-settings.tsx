import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import type { OrderSettingsView } from "@/lib/lightspeed/location-settings/list-order-settings";
import type { SettingsInput } from "@/lib/lightspeed/location-settings/update-location-settings";
import type { ActionResult } from "@/lib/result";
import { OrderSettingsFacts } from "./order-settings-facts";
import { OrderSettingsForm } from "./order-settings-form";
import { SettingsProblems } from "./settings-problems";

export type SaveSettings = (input: SettingsInput) => Promise<ActionResult<null>>;

type OrderSettingsProps = {
  /** Null when they could not be read. */
  settings: OrderSettingsView[] | null;
  mayManage: boolean;
  save: SaveSettings;
  /** When the choices were checked, and the button that checks them again. */
  freshness: ReactNode;
  /** Says that other locations are left out. */
  note?: ReactNode;
};

export function OrderSettings({ settings, mayManage, save, freshness, note }: OrderSettingsProps) {
  return (
    <Card
      id="order-settings"
      flush
      title="Order settings"
      description="How the orders of each linked location reach the till: prices, taxes, payment and patience."
      footer={settings && settings.length > 0 ? freshness : null}
    >
      {note && <div className="border-b bg-sunken px-4 py-2 text-muted text-sm sm:px-5">{note}</div>}
      {settings === null && (
        <EmptyState title="The order settings could not be read">
          That is a fault on our side. Reload the page in a minute; nothing was changed.
        </EmptyState>
      )}
      {settings?.length === 0 && (
        <EmptyState title="No location is linked yet">
          Link a location above first: what can be chosen here comes from its Lightspeed location.
        </EmptyState>
      )}
      <ul className="divide-y">
        {settings?.map((one) => (
          <li key={`${one.locationId}-${one.businessLocationId}`} className="px-4 py-4 sm:px-5">
            <h3 id={`order-${one.locationId}`} className="font-medium text-sm">
              {one.locationName} <span className="font-normal text-muted">to {one.businessLocationName}</span>
            </h3>
            <SettingsProblems settings={one} />
            {mayManage ? <OrderSettingsForm settings={one} save={save} /> : <OrderSettingsFacts settings={one} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}
