import type { Template } from "../state/accounts";

export type DeliveryMode = "NONE" | "TAKE_AWAY" | "DELIVERY";

/** An order profile: its price list and whether the food leaves the house, which changes the tax. */
export type ProfilePlan = { code: string; name: string; deliveryMode: DeliveryMode; pricePercent: number };

export const profilePlans: ProfilePlan[] = [
  { code: "DINEIN", name: "Dine-in", deliveryMode: "NONE", pricePercent: 100 },
  { code: "TAKEAWAY", name: "Takeaway", deliveryMode: "TAKE_AWAY", pricePercent: 95 },
  { code: "DELIVERY", name: "Delivery", deliveryMode: "DELIVERY", pricePercent: 110 },
];

/** Price lists other than the standard one are rounded to ten cents. */
export const profilePrice = (cents: number, { pricePercent }: Pick<ProfilePlan, "pricePercent">) =>
  pricePercent === 100 ? cents : Math.round((cents * pricePercent) / 1000) * 10;

export type DiscountPlan = {
  name: string;
  code: string;
  percent?: number;
  cents?: number;
  /** The amount is given at the till or in the order; the vendor's list does not say so. */
  manual: boolean;
};

export const discountPlans: DiscountPlan[] = [
  { name: "Happy hour", code: "HAPPY10", percent: 10, manual: false },
  { name: "Loyalty twelve and a half", code: "LOYAL12", percent: 12.5, manual: false },
  { name: "Staff meal", code: "STAFF50", percent: 50, manual: false },
  { name: "Voucher five", code: "VOUCHER5", cents: 500, manual: false },
  { name: "Manager's percentage", code: "MANPERCENT", percent: 0, manual: true },
  { name: "Manager's amount", code: "MANAMOUNT", cents: 0, manual: true },
];

export const paymentMethodPlans = [
  { code: "OOPAYMENT", name: "Online order payment", reference: "580000" },
  { code: "CARD", name: "Bank card", reference: "581000" },
  { code: "CASH", name: "Cash drawer", reference: "570000" },
  { code: "MEALVOUCHER", name: "Meal voucher", reference: "582000" },
  { code: "INVOICE", name: "On account", reference: "400000" },
];

export const staff = [
  { id: 48_213, name: "Floor lead" },
  { id: 48_214, name: "Terrace" },
  { id: 48_215, name: "Bar" },
  { id: 48_216, name: "Manager" },
];
export const devices = [
  { id: 700_512, name: "till-01" },
  { id: 700_513, name: "till-02" },
];

/** Which tax an accounting group carries in the house and out of it. */
const taxPercents: Record<string, { house: number; away: number }> = {
  Kitchen: { house: 12, away: 6 },
  Dessert: { house: 12, away: 6 },
  "Soft drinks": { house: 21, away: 6 },
  "Hot drinks": { house: 21, away: 6 },
};
const otherwise = { house: 21, away: 21 };

export function taxPercent(group: string, away: boolean): number {
  const rates = taxPercents[group] ?? otherwise;
  return away ? rates.away : rates.house;
}

type RoomPlan = { name: string; tables: number };

export const rooms: Record<Template, RoomPlan[]> = {
  brasserie: [
    { name: "Dining room", tables: 22 },
    { name: "Terrace", tables: 8 },
  ],
  cellar: [
    { name: "Ground floor", tables: 120 },
    { name: "Upper floor", tables: 90 },
    { name: "Quay terrace", tables: 60 },
    { name: "Vaults", tables: 30 },
  ],
  catering: [],
};

export const tableLabels = ["Window", "Corner bench", "By the bar", "Long table", "Round table", "Near the door"];
