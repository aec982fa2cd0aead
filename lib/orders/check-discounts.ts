import type { OrderLine } from "@/db/schema";
import { within } from "@/lib/lightspeed/connection/time-limit";
import { type DiscountView, isManual, readDiscounts } from "@/lib/lightspeed/menu/menu-parts";
import type { Services } from "@/lib/services";
import { lineTotal } from "./ledger";
import type { CartContext, Finding, VerdictReason } from "./pre-flight";

/** Each discount by its code: known to the till, worth what the cart says, and of an amount of our own only where it is a manual one. */
export async function checkDiscounts(services: Services, context: CartContext): Promise<Finding> {
  const { draft, businessLocationId, connected, questionMs } = context;
  if (!connected || draft.lines.every(({ discountCode }) => discountCode === undefined))
    return { reasons: [], proofs: [] };
  const { merchantId, currency } = draft;
  const list = await within(
    questionMs,
    readDiscounts(services, merchantId, { placeId: businessLocationId, currency }),
    () => null,
  );
  const discounts = list?.data ?? null;
  if (discounts === null)
    return {
      reasons: [],
      proofs: [{ about: "discounts", at: null, message: "Lightspeed did not list its discounts in time." }],
    };
  const reasons = draft.lines.flatMap((line, index) =>
    checkDiscount(line, discounts).map((reason) => ({ ...reason, line: index })),
  );
  const at = list?.readAt?.toISOString() ?? null;
  return { reasons, proofs: [{ about: "discounts", at, message: "Held against the discounts in Lightspeed." }] };
}

export function checkDiscount(line: OrderLine, discounts: readonly DiscountView[]): Omit<VerdictReason, "line">[] {
  const { discountCode: code, discountMinor, discountIsManual, name } = line;
  if (code === undefined) return [];
  const discount = discounts.find((one) => one.code === code);
  if (!discount)
    return [
      {
        code: "discount_unknown",
        message: `Lightspeed has no discount with the code ${code}.`,
        remedy: "Create it in the Lightspeed Back Office under Menu, Discounts, or take it off the cart.",
      },
    ];
  if (discountIsManual)
    return isManual(discount)
      ? []
      : [
          {
            code: "discount_not_manual",
            message: `The discount “${discount.name}” (${code}) has a value of its own, so the till takes no other one for it.`,
            remedy:
              "In the Lightspeed Back Office under Menu, Discounts, set it up as a manual discount (“Manual discount”), or send it without an amount of your own.",
          },
        ];
  const worth = worthOf(discount, lineTotal(line));
  return worth === discountMinor
    ? []
    : [
        {
          code: "discount_differs",
          message: `The discount “${discount.name}” takes another amount off ${name} on the till than in the cart.`,
          remedy: "Load the discounts again and price the cart anew.",
        },
      ];
}

/** As the till does: a fixed amount or a share of the line, to the nearest unit, never more than the line. */
function worthOf({ percentage, amountMinor }: DiscountView, fullMinor: number): number {
  const worth = (amountMinor ?? 0) > 0 ? (amountMinor ?? 0) : Math.round((fullMinor * Number(percentage ?? 0)) / 100);
  return Math.min(worth, fullMinor);
}
