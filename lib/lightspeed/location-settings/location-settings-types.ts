import type { PaymentMode, SettingsProblem } from "@/db/schema";

export type { PaymentMode, SettingsProblem };

/** How orders of a linked location go to Lightspeed. */
export type LocationSettings = {
  locationId: string;
  locationName: string;
  /** ISO 4217, of our location. */
  currency: string;
  businessLocationId: string;
  businessLocationName: string;
  /** Codes of the vendor's order profiles; null: not chosen, and orders of that kind are not sent. */
  orderProfileDineIn: string | null;
  orderProfileTakeaway: string | null;
  /** Null: neither chosen nor is there a method with the usual code. */
  paymentMethodCode: string | null;
  paymentMethodName: string | null;
  staffId: string | null;
  deliveryTimeLimitMs: number;
  paymentMode: PaymentMode;
  /** When the choices were last found in Lightspeed's lists or not; null: never. */
  checkedAt: Date | null;
  problems: SettingsProblem[];
};
