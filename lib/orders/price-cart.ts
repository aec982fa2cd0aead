import type { OrderLine, OrderSubItem } from "@/db/schema";
import { lineTotal } from "./ledger";
import type { OrderInput, SubItemInput } from "./order-input";

export type CartTotals = {
  subtotalMinor: number;
  discountMinor: number;
  serviceChargeMinor: number;
  tipMinor: number;
  totalMinor: number;
};

export type PricedCart = { lines: OrderLine[]; totals: CartTotals };

/** The cart in integers of the smallest unit: each line times its quantity with all that lies under it, less its own discount. */
export function priceCart(input: Pick<OrderInput, "lines" | "serviceCharge" | "tip">): PricedCart {
  const lines = input.lines.map((line): OrderLine => {
    const item = toItem(line);
    const full = lineTotal(item);
    return {
      ...item,
      // Never below nothing, as on the till.
      discountMinor: Math.min(line.discount?.amount ?? 0, full),
      ...(line.discount ? { discountCode: line.discount.code } : {}),
      ...(line.discount?.manual ? { discountIsManual: true } : {}),
      ...(line.course === undefined ? {} : { course: line.course }),
    };
  });
  const subtotalMinor = sum(lines.map(lineTotal));
  const discountMinor = sum(lines.map((line) => line.discountMinor));
  const [serviceChargeMinor, tipMinor] = [input.serviceCharge ?? 0, input.tip ?? 0];
  return {
    lines,
    totals: {
      ...{ subtotalMinor, discountMinor, serviceChargeMinor, tipMinor },
      totalMinor: subtotalMinor - discountMinor + serviceChargeMinor + tipMinor,
    },
  };
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

const toItem = (item: SubItemInput): OrderSubItem => ({
  sku: item.sku,
  name: item.name ?? item.sku,
  quantity: item.quantity,
  unitPriceMinor: item.unitPrice ?? 0,
  modifiers: (item.modifiers ?? []).map(({ id, name }) => ({ modifierId: id, name: name ?? id })),
  subItems: (item.subItems ?? []).map(toItem),
});
