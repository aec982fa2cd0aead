"use client";

import { Card } from "@/components/ui/card";
import { formatMoney, type Region } from "@/lib/format";
import type { OrderDetail, OrderSubItem } from "@/lib/orders/order-view";

type LinesCardProps = Pick<OrderDetail, "lines" | "currency" | "note"> & { region: Region };

export function LinesCard({ lines, currency, note, region }: LinesCardProps) {
  return (
    <Card id="lines" flush title="What was ordered">
      <ul className="divide-y" aria-label="Lines">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an order never change
          <li key={`${line.sku}-${index}`} className="px-4 py-2.5 text-sm sm:px-5">
            <Item item={line} currency={currency} region={region} />
            {line.discountMinor !== 0 && (
              <p className="flex justify-between gap-4 text-muted">
                <span>Discount {line.discountCode}</span>
                <span className="tabular-nums">{formatMoney(-line.discountMinor, currency, region)}</span>
              </p>
            )}
          </li>
        ))}
      </ul>
      {note && <p className="border-t px-4 py-2.5 text-sm [overflow-wrap:anywhere] sm:px-5">Note: {note}</p>}
    </Card>
  );
}

function Item({ item, currency, region }: { item: OrderSubItem; currency: string; region: Region }) {
  const { name, sku, quantity, unitPriceMinor, modifiers, subItems } = item;
  return (
    <>
      <p className="flex justify-between gap-4">
        <span className="min-w-0 [overflow-wrap:anywhere]">
          {quantity} × {name} <span className="font-mono text-muted text-xs">{sku}</span>
        </span>
        <span className="tabular-nums">{formatMoney(quantity * unitPriceMinor, currency, region)}</span>
      </p>
      {modifiers.length > 0 && <p className="text-muted">{modifiers.map((one) => one.name).join(", ")}</p>}
      {subItems.length > 0 && (
        <ul className="mt-1 grid gap-1 border-l pl-3">
          {subItems.map((sub, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an order never change
            <li key={`${sub.sku}-${index}`}>
              <Item item={sub} currency={currency} region={region} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
