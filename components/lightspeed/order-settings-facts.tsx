import { Stat } from "@/components/ui/stat";
import type { OrderSettingsView } from "@/lib/lightspeed/location-settings/list-order-settings";
import { paymentModes } from "./payment-mode-words";

/** The same as the form, for those who may only look. */
export function OrderSettingsFacts({ settings }: { settings: OrderSettingsView }) {
  const { orderProfileDineIn, orderProfileTakeaway, paymentMethodCode, staffId, mappedStaffId } = settings;
  const none = <span className="text-muted">Not chosen</span>;
  const minutes = settings.deliveryTimeLimitMs / 60_000;
  return (
    <>
      <div className="mt-3 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Stat as="h4" title="Order profile for dine-in">
          {orderProfileDineIn ?? none}
        </Stat>
        <Stat as="h4" title="Order profile for takeaway">
          {orderProfileTakeaway ?? none}
        </Stat>
        <Stat as="h4" title="Payment method">
          {paymentMethodCode ?? none}
        </Stat>
        <Stat as="h4" title="Staff ID">
          {staffId ?? (mappedStaffId ? `${mappedStaffId}, as set in Lightspeed` : "As set in Lightspeed")}
        </Stat>
        <Stat as="h4" title="Delivery time limit">
          {minutes === 1 ? "1 minute" : `${minutes} minutes`}
        </Stat>
        <Stat as="h4" title="When the payment reaches the till">
          {paymentModes[settings.paymentMode].label}
        </Stat>
      </div>
      <p className="mt-3 text-muted text-sm">Only owners and managers can change order settings.</p>
    </>
  );
}
